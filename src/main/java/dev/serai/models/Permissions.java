package dev.serai.models;

import dev.serai.auth.Caller;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.List;

/**
 * What a caller's key allows, wherever a plan is made: so no plan holds what it does not allow, by whatever way it came
 * there. Pure functions.
 */
final class Permissions {
    private Permissions() {}

    /**
     * Those of a model's targets that the caller may have called.
     *
     * @throws GatewayException 403 if it is not the caller's model, or no provider of it is the caller's
     */
    static List<ModelTarget> targets(Caller caller, MappedModel model) {
        requireModel(caller, model.name());
        if (caller.providers().all()) {
            return model.targets();
        }
        List<ModelTarget> allowed = model.targets().stream()
                .filter(target -> allows(caller, target))
                .toList();
        if (allowed.isEmpty()) {
            throw new GatewayException(new GatewayError.NotAllowed(
                    "provider_not_allowed",
                    null,
                    "The API key may call none of the providers that serve the model \"" + model.name() + "\""));
        }
        return allowed;
    }

    /** @throws GatewayException 403 if it is not the caller's; an empty name is one that nobody can tell */
    static void requireModel(Caller caller, String name) {
        if (caller.models().all() || (!name.isEmpty() && caller.models().allow(name))) {
            return;
        }
        throw new GatewayException(new GatewayError.NotAllowed(
                "model_not_allowed",
                "model",
                name.isEmpty()
                        ? "The API key may call some models alone, and which one this calls can't be told"
                        : "The API key may not call the model \"" + name + "\""));
    }

    /** @throws GatewayException 403 if it is not the caller's */
    static void requireProvider(Caller caller, String name) {
        if (!caller.providers().allow(name)) {
            throw new GatewayException(new GatewayError.NotAllowed(
                    "provider_not_allowed", null, "The API key may not call the provider " + name));
        }
    }

    static boolean allows(Caller caller, ModelTarget target) {
        return caller.providers().allow(target.provider().name());
    }
}
