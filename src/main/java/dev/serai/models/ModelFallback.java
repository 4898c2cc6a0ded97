package dev.serai.models;

import dev.serai.auth.Globs;
import dev.serai.calls.Call;
import dev.serai.calls.Plan;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelPolicies.FallbackModels;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes on where the targets of the model that was asked for can't: with a larger window, or with the other models that its
 * {@code fallback_models} name for the reason. Thread-safe.
 */
public final class ModelFallback {
    private final Predicate<ProviderSettings> usable;

    /** @param usable whether a provider can be called: enabled and configured */
    public ModelFallback(Predicate<ProviderSettings> usable) {
        this.usable = usable;
    }

    /**
     * A target has refused the prompt itself, for a reason that another may not have.
     *
     * @return whether the plan has somebody left to ask
     */
    boolean refused(Call call, ModelTarget by, ProviderFailure failure) {
        Plan plan = call.plan();
        if (!call.mapping().routing().fallbackEnabled()) {
            return false;
        }
        int window = by.facts().contextWindow();
        plan.keepOnly(target -> failure.kind() == Kind.CONTEXT_TOO_LONG
                && window > 0
                && target.facts().contextWindow() > window);
        boolean turned = turn(call, failure.kind());
        return turned || plan.hasMore();
    }

    /** No target is left. Whether there are other models that {@link #exhausted} would turn to. */
    boolean wouldTurn(Call call, @Nullable ProviderFailure last) {
        return last != null
                && call.mapping().routing().fallbackEnabled()
                && !call.plan().hasTurned()
                && !(call.request() instanceof EmbeddingRequest)
                && !names(call, last.kind()).isEmpty();
    }

    /** No target is left. Whether other models' have been put behind them. */
    boolean exhausted(Call call, @Nullable ProviderFailure last) {
        return call.mapping().routing().fallbackEnabled() && turn(call, last == null ? Kind.UNAVAILABLE : last.kind());
    }

    private boolean turn(Call call, Kind why) {
        if (call.request() instanceof EmbeddingRequest) {
            return false; // Vectors of another model can't be compared with those that the client has.
        }
        List<String> names = names(call, why);
        if (names.isEmpty() || !call.plan().turnTo(names)) {
            return false;
        }
        ModelMapping mapping = call.mapping();
        int most = mapping.routing().mostTargets();
        boolean any = false;
        for (String name : names) {
            List<ModelTarget> targets = mapping.model(name).stream()
                    .flatMap(model -> model.targets().stream())
                    .filter(target -> usable.test(target.provider()))
                    .limit(most)
                    .toList();
            any |= call.plan().append(name, targets);
        }
        return any;
    }

    /** Those that the caller's key allows: what was not the caller's to ask for is not given either. */
    private static List<String> names(Call call, Kind why) {
        List<String> names = names(call.plan().model().policies().fallbackModels(), why);
        Globs allowed = call.caller().models();
        return allowed.all() ? names : names.stream().filter(allowed::allow).toList();
    }

    private static List<String> names(FallbackModels models, Kind why) {
        return switch (why) {
            case CONTEXT_TOO_LONG -> models.contextWindow();
            case CONTENT_FILTERED -> models.contentPolicy();
            default -> why.nextTarget() ? models.error() : List.of();
        };
    }
}
