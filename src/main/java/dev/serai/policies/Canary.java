package dev.serai.policies;

import dev.serai.calls.Call;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.passthrough.NativeRequest;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What {@code routes/policies/canary.camel.yaml} reads of a model that has a canary. Stateless. */
final class Canary {
    static final String ROUTE = "canary";

    private static final double ALL = 100;

    private Canary() {}

    /** Who is to get a share of such requests, or null; a native call goes where its path says. */
    static @Nullable TrafficShare of(Call call) {
        return call.request() instanceof NativeRequest
                ? null
                : call.plan().model().policies().canary();
    }

    static void describe(Exchange exchange, Call call, TrafficShare canary) {
        exchange.setVariable(PolicyVariables.CANARY_TARGET, name(canary));
        exchange.setVariable(PolicyVariables.CANARY_PERCENT, canary.percent());
        exchange.setVariable(PolicyVariables.DRAW, draw(call));
    }

    /** As {@code firstTarget} takes it. */
    static String name(TrafficShare canary) {
        return canary.target().provider().name() + '/' + canary.target().model();
    }

    /** From 0 to below 100, the same for all requests of a conversation, so that one is not of two minds. */
    private static double draw(Call call) {
        @Nullable String conversation = call.request().stickiness();
        return ALL
                * (conversation == null
                        ? ThreadLocalRandom.current().nextDouble()
                        : new SplittableRandom((call.plan().model().name() + '\n' + conversation).hashCode())
                                .nextDouble());
    }
}
