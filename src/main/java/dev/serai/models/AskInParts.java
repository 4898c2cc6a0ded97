package dev.serai.models;

import dev.serai.calls.Attempt;
import dev.serai.calls.AttemptTrace;
import dev.serai.calls.Call;
import dev.serai.calls.Parts;
import dev.serai.calls.TransportFailure;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.Usage;
import dev.serai.dialects.WireFormats;
import dev.serai.errors.ProviderException;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;

/** The steps of an attempt that is made of several calls. Thread-safe. */
public final class AskInParts {
    private final Function<ModelTarget, WireFormats> formats;
    private final Availability availability;

    /**
     * @param formats how a target's provider is asked
     * @param availability where calls side by side have their places
     */
    public AskInParts(Function<ModelTarget, WireFormats> formats, Availability availability) {
        this.formats = formats;
        this.availability = availability;
    }

    /**
     * Sets the variable {@code lanes} where the target has to be asked several times, or not at all, and only there; a chat
     * never has.
     */
    public void split(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        if (call.request() instanceof ChatRequest) {
            return;
        }
        Attempt attempt = call.underWay();
        ModelTarget target = attempt.target();
        List<? extends ClientRequest> requests = formats.apply(target).parts(call.request(), target);
        if (requests.size() != 1) {
            Parts parts = new Parts(call, requests, places(attempt, requests.size()));
            exchange.setVariable(Parts.VARIABLE, parts);
            exchange.setVariable("lanes", parts.lanes());
        } else {
            exchange.removeVariable("lanes");
        }
    }

    /** Those that an attempt at so many calls holds until its end, its own one included. */
    private int places(Attempt attempt, int calls) {
        int more = availability.enterMore(attempt.target(), Math.min(calls, Parts.LANES) - 1);
        if (more > 0) {
            attempt.whenDone(() -> availability.leave(attempt.target(), more));
        }
        return 1 + more;
    }

    /** Begins the part whose number is the body: from here on, the variable {@code call} is its own. */
    public void begin(Exchange exchange) {
        int part = exchange.getMessage().getBody(Integer.class);
        exchange.setVariable(Call.VARIABLE, parts(exchange).begin(part, exchange));
    }

    /** Looks at what a part has brought. */
    public void ended(Exchange exchange) {
        parts(exchange).ended(exchange.getVariable(Call.VARIABLE, Call.class));
    }

    /** Ends all parts, for one has failed. */
    public void failed(Exchange exchange) {
        Parts parts = parts(exchange);
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Call part = exchange.getVariable(Call.VARIABLE, Call.class);
        if (parts.has(part)) {
            failed(part.underWay(), cause);
        }
        parts.failed(cause);
    }

    /** Notes whose fault it is, before all that are under way are cut off for it: who has failed is not paid. */
    private static void failed(Attempt part, Throwable cause) {
        ProviderException known = RecordFailure.find(cause, ProviderException.class);
        IOException transport = RecordFailure.find(cause, IOException.class);
        RuntimeException judged = known == null && transport != null ? TransportFailure.of(part, transport) : known;
        if (judged instanceof ProviderException provider) {
            part.failure(provider.failure());
        }
    }

    /** Makes one answer of all; throws what the first that failed has thrown, with what the others have used in the books. */
    public void join(Exchange exchange) {
        Parts parts = parts(exchange);
        Throwable failure = parts.failure();
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        if (failure != null) {
            Usage used = parts.used();
            if (used.reported() || used.estimated()) {
                attempt.spent(used);
            }
            throw RuntimeCamelException.wrapRuntimeException(failure);
        }
        if (!parts.lanes().isEmpty()) {
            attempt.request(parts.first().request());
            attempt.providerRequestId(parts.first().providerRequestId());
            AttemptTrace first = parts.first().trace();
            attempt.trace().sentTo(first.host(), first.port());
        }
        attempt.answer(formats.apply(attempt.target()).joined(call.request(), attempt.target(), parts.answers()));
        attempt.heard();
        attempt.done();
    }

    private static Parts parts(Exchange exchange) {
        return exchange.getVariable(Parts.VARIABLE, Parts.class);
    }
}
