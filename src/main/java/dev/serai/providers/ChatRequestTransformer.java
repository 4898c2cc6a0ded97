package dev.serai.providers;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.Plan;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.WireFormats;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.DataType;
import org.apache.camel.spi.Transformer;

/**
 * {@code client:chat-request} to a dialect's {@code …:chat-request}: makes the attempt's request of the client's original
 * one, never of another attempt's. Thread-safe.
 */
public final class ChatRequestTransformer extends Transformer {
    private final WireFormats formats;
    private final ProviderAddress address;
    private final TranslationTimer timer;

    public ChatRequestTransformer(WireFormats formats, ProviderAddress address, TranslationTimer timer) {
        this.formats = formats;
        this.address = address;
        this.timer = timer;
    }

    @Override
    public void transform(Message message, DataType from, DataType to) {
        Call call = message.getExchange().getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        long started = System.nanoTime();
        ProviderRequest request =
                named(call, attempt, formats.request(call.request(attempt.target()), attempt.target()));
        timer.translated(call.request().dialect().label(), formats.name(), System.nanoTime() - started);
        attempt.request(request);
        message.removeHeaders("*");
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        message.setHeader(Exchange.HTTP_URI, address.url(attempt.target(), request.path()));
        CalledPlace.set(attempt.target().place());
        message.setBody(new AttemptEntity(attempt, request.body()));
    }

    /** An answer carries the name that was asked for, unless the model's entry wants to know another model that stepped in. */
    private static ProviderRequest named(Call call, Attempt attempt, ProviderRequest request) {
        Plan plan = call.plan();
        String other = plan.otherModel(attempt.target());
        return other != null && plan.model().policies().fallbackModels().namedInAnswer()
                ? request.answeredAs(other)
                : request;
    }
}
