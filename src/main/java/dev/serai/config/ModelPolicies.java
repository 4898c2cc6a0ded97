package dev.serai.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model's entry says beyond who serves it: choices among its targets, other models to turn to, tried-out targets.
 * Immutable.
 *
 * @param loadBalancing how to choose among the targets, or null: in their order
 * @param fallbackModels other models, by the reason for turning to them
 * @param canary a target that gets a share of the requests, or null
 * @param shadow a target that gets a copy of a share of the requests, its answers thrown away, or null
 * @param rescue what becomes of a stream that breaks after its first event
 */
public record ModelPolicies(
        @Nullable LoadBalancing loadBalancing,
        FallbackModels fallbackModels,
        @Nullable TrafficShare canary,
        @Nullable TrafficShare shadow,
        Rescue rescue) {
    public static final ModelPolicies NONE = new ModelPolicies(null, FallbackModels.NONE, null, null, Rescue.OFF);

    /**
     * Other models' names, in the order to try them.
     *
     * @param error every target failed
     * @param contextWindow the prompt is longer than the window
     * @param contentPolicy the content filter refused the prompt
     * @param namedInAnswer whether the answer of another model carries that model's name, not the one that was asked for
     */
    public record FallbackModels(
            List<String> error, List<String> contextWindow, List<String> contentPolicy, boolean namedInAnswer) {
        public static final FallbackModels NONE = new FallbackModels(List.of(), List.of(), List.of(), false);

        public FallbackModels {
            error = List.copyOf(error);
            contextWindow = List.copyOf(contextWindow);
            contentPolicy = List.copyOf(contentPolicy);
        }
    }

    /**
     * @param target who gets it
     * @param percent of the requests, above 0 and up to 100
     */
    public record TrafficShare(ModelTarget target, double percent) {}

    /** What becomes of a stream that breaks after its first event. */
    public enum Rescue {
        OFF,
        CONTINUE,
        RESTART
    }
}
