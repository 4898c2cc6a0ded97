package dev.serai.models;

import dev.serai.calls.Call;
import dev.serai.calls.Plan;
import dev.serai.config.MappedModel;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.passthrough.NativeRequest;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Makes the plan of a native call: the one provider that its path names, and the model that it asks for. Thread-safe. */
public final class ResolveNative implements Processor {
    private final Function<ProviderSettings, List<String>> missing;

    /** @param missing what a provider still needs before it can be called; nothing: it is configured */
    public ResolveNative(Function<ProviderSettings, List<String>> missing) {
        this.missing = missing;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        if (!(call.request() instanceof NativeRequest request)) {
            throw new IllegalStateException("This call is no native one");
        }
        Permissions.requireProvider(call.caller(), request.provider().name());
        // Lists of models, and what else is only looked at, name none.
        if (!request.model().isEmpty() || !request.runsNothing()) {
            Permissions.requireModel(call.caller(), request.model());
        }
        refuseUnconfigured(request.provider());
        MappedModel model = call.mapping().ofProvider(request.provider(), request.model(), request.settings());
        call.plan(new Plan(model, model.targets(), 1));
        exchange.setVariable("model", request.model());
    }

    private void refuseUnconfigured(ProviderSettings provider) {
        List<String> lacking = missing.apply(provider);
        if (provider.enabled() && lacking.isEmpty()) {
            return;
        }
        String why = provider.enabled() ? "needs " + String.join(", ", lacking) : "is switched off";
        throw new GatewayException(new GatewayError.ProviderError(
                503,
                "provider_error",
                "provider_unconfigured",
                null,
                "The provider " + provider.name() + " " + why,
                null,
                true));
    }
}
