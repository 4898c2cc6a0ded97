package dev.serai.dialects.invoke;

import dev.serai.config.Capability;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.CompletionFormat;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Raw texts on Bedrock, whose vendors have a body each. Immutable and thread-safe. */
public final class InvokeCompletions {
    private final Map<String, CompletionFormat> byFamily;

    /** @param failures classifies an exception that ends an event stream */
    public InvokeCompletions(Function<StreamEvent, ProviderFailure> failures) {
        byFamily = Map.of(
                "titan", new TitanCompletion(failures),
                "llama", new LlamaCompletion(failures),
                "mistral", new MistralCompletion(failures),
                "cohere", new CohereCompletion(failures));
    }

    /** The body of a target's model, or null where it takes conversations only. */
    public @Nullable CompletionFormat of(ModelTarget target) {
        boolean takesTexts = target.facts().known() && target.facts().can(Capability.COMPLETIONS);
        return takesTexts ? byFamily.get(target.facts().family()) : null;
    }
}
