package dev.serai.policies;

import dev.serai.calls.Call;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.dialects.TokenCountRequest;
import dev.serai.passthrough.NativeRequest;
import dev.serai.shadow.Recording;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What {@code routes/policies/shadow.camel.yaml} reads of a model that has a shadow, and what becomes of its decision. Stateless. */
final class Shadow {
    static final String ROUTE = "shadow";

    private static final double ALL = 100;

    private Shadow() {}

    /** Who is to get copies of a share of such requests, or null; a count of tokens is nobody's work, and a native
     * call is in one provider's form. */
    static @Nullable TrafficShare of(Call call) {
        TrafficShare shadow = call.plan().model().policies().shadow();
        boolean copied = !(call.request() instanceof TokenCountRequest || call.request() instanceof NativeRequest);
        return copied ? shadow : null;
    }

    static void describe(Exchange exchange, TrafficShare shadow) {
        exchange.setVariable(PolicyVariables.SHADOW_PERCENT, shadow.percent());
        exchange.setVariable(
                PolicyVariables.DRAW, ALL * ThreadLocalRandom.current().nextDouble());
    }

    /** The copy goes out behind the answer: what a client is streamed has to be kept until then. */
    static void decide(Exchange exchange, Call call) {
        if (exchange.getVariable(PolicyVariables.SHADOW) != null && call.request().stream()) {
            call.recording(new Recording());
        }
    }
}
