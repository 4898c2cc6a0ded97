package dev.serai.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.Client;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.dialects.ChatRequest;
import dev.serai.errors.ProviderFailure;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Calls that are resolved as the gateway resolves them, without a gateway. */
final class ModelCalls {
    static final ResolveModel RESOLVE = new ResolveModel(
            ProviderSettings::missing, new LoadBalancer(new Latencies(), target -> 0, RandomGenerator.of("Random")));

    private ModelCalls() {}

    static Call of(ModelMapping mapping, String model) {
        Call call = unresolved(mapping, model);
        call.plan(RESOLVE.plan(call, model, null));
        return call;
    }

    static Call unresolved(ModelMapping mapping, String model) {
        ChatRequest request = new ChatRequest(
                new byte[0], JsonNodeFactory.instance.objectNode(), Map.of(), model, false, false, false);
        return new Call("req_1", Client.PRESENT, null, mapping, request, TimeUnit.MINUTES.toNanos(1));
    }

    /** An attempt at the target that reached its provider and failed. */
    static void failed(Call call, ModelTarget target, ProviderFailure failure) {
        Attempt attempt = call.attempt(target);
        attempt.connected(() -> {});
        attempt.failure(failure);
    }
}
