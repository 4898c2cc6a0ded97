package dev.serai.providers;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.config.ModelTarget;
import dev.serai.passthrough.NativeRequest;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.http.HttpMethods;
import org.jspecify.annotations.Nullable;

/** Makes the outgoing message of a native call: the client's own path, body and listed headers, nothing else. Thread-safe. */
public final class NativeRequestStep implements Processor {
    private final Function<ModelTarget, ProviderAddress> addresses;

    /** @param addresses where the provider of a target takes model calls */
    public NativeRequestStep(Function<ModelTarget, ProviderAddress> addresses) {
        this.addresses = addresses;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        if (!(call.request() instanceof NativeRequest request)) {
            throw new IllegalStateException("This call is no native one");
        }
        Attempt attempt = call.underWay();
        ModelTarget target = attempt.target();
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        request.headers().forEach(message::setHeader);
        // What is compressed could be neither accounted for nor shown to break.
        message.setHeader("Accept-Encoding", "identity");
        openAiAccount(target, message);
        String base = NativeAddress.of(target, addresses.apply(target), request.control());
        message.setHeader(Exchange.HTTP_URI, base + request.path());
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(request.method()));
        CalledPlace.set(target.place());
        message.setBody(new AttemptEntity(attempt, request.body(), contentType(target, request)));
    }

    /** OCI's signature covers it, in the one spelling that its SDKs send. */
    private static @Nullable String contentType(ModelTarget target, NativeRequest request) {
        return target.provider().type().equals("oracle") ? "application/json" : request.contentType();
    }

    /** https://platform.openai.com/docs/api-reference/authentication: no credentials, but the account that pays. */
    private static void openAiAccount(ModelTarget target, Message message) {
        if (target.provider().type().equals("openai")) {
            setHeader(
                    message, "OpenAI-Organization", target.provider().settings().get("org_id"));
            setHeader(message, "OpenAI-Project", target.provider().settings().get("project_id"));
        }
    }

    private static void setHeader(Message message, String name, @Nullable Object value) {
        if (value != null) {
            message.setHeader(name, value.toString());
        }
    }
}
