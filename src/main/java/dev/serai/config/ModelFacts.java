package dev.serai.config;

import java.util.Set;

/**
 * What is known of a provider's model: it follows the provider's model id, and comes from {@code configs/catalogue.yaml},
 * overridden by the mapping. Immutable.
 *
 * @param known whether the catalogue has the model; if not, everything below is the permissive default
 * @param family the vendor's family, which decides dialect details: {@code claude}, {@code nova}, {@code titan},
 *     {@code llama}, {@code mistral}, {@code cohere}, {@code deepseek}, {@code gpt-oss}, {@code gpt}, {@code gpt-reasoning}
 *     (o-series and gpt-5: {@code max_completion_tokens}, no sampling), {@code gemini}, {@code granite}, {@code other}
 * @param contextWindow tokens, 0 if unknown
 * @param maxOutput tokens, 0 if unknown
 * @param capabilities what the model can do; of an unknown model everything
 * @param sampling whether temperature and top_p may be sent
 * @param thinking how extended thinking is asked for
 * @param thinksByDefault whether the model thinks when nothing is said about it
 * @param thinkingCanBeDisabled whether {@code thinking: {type: disabled}} is accepted
 * @param forcedToolChoice whether a tool can be required
 * @param prefill whether the last message may be the assistant's
 * @param strictTools whether {@code strict} is accepted on a tool
 * @param systemPrompt whether the model takes a system prompt
 * @param embedding what its vectors are like, if it makes any
 * @param chatApi whether its provider has a chat with it; if not, what was said becomes one prompt (watsonx.ai's older models)
 */
public record ModelFacts(
        boolean known,
        String family,
        int contextWindow,
        int maxOutput,
        Set<Capability> capabilities,
        Sampling sampling,
        Thinking thinking,
        boolean thinksByDefault,
        boolean thinkingCanBeDisabled,
        boolean forcedToolChoice,
        boolean prefill,
        boolean strictTools,
        boolean systemPrompt,
        EmbeddingFacts embedding,
        boolean chatApi) {

    public ModelFacts {
        capabilities = Set.copyOf(capabilities);
    }

    /** The facts of a model that makes no embeddings, and that its provider has a chat with. */
    public ModelFacts(
            boolean known,
            String family,
            int contextWindow,
            int maxOutput,
            Set<Capability> capabilities,
            Sampling sampling,
            Thinking thinking,
            boolean thinksByDefault,
            boolean thinkingCanBeDisabled,
            boolean forcedToolChoice,
            boolean prefill,
            boolean strictTools,
            boolean systemPrompt) {
        this(
                known,
                family,
                contextWindow,
                maxOutput,
                capabilities,
                sampling,
                thinking,
                thinksByDefault,
                thinkingCanBeDisabled,
                forcedToolChoice,
                prefill,
                strictTools,
                systemPrompt,
                EmbeddingFacts.UNKNOWN,
                true);
    }

    /** The permissive facts of a model that the catalogue does not have: the provider will judge. */
    public static ModelFacts unknown(String family) {
        return new ModelFacts(
                false,
                family,
                0,
                0,
                Set.of(Capability.values()),
                Sampling.ANY,
                Thinking.NONE,
                false,
                true,
                true,
                true,
                true,
                true);
    }

    /** The same of another size: tokens, 0 if unknown. */
    public ModelFacts withSizes(int otherWindow, int otherOutput) {
        return new ModelFacts(
                known,
                family,
                otherWindow,
                otherOutput,
                capabilities,
                sampling,
                thinking,
                thinksByDefault,
                thinkingCanBeDisabled,
                forcedToolChoice,
                prefill,
                strictTools,
                systemPrompt,
                embedding,
                chatApi);
    }

    /** The same with other capabilities. */
    public ModelFacts withCapabilities(Set<Capability> others) {
        return new ModelFacts(
                known,
                family,
                contextWindow,
                maxOutput,
                others,
                sampling,
                thinking,
                thinksByDefault,
                thinkingCanBeDisabled,
                forcedToolChoice,
                prefill,
                strictTools,
                systemPrompt,
                embedding,
                chatApi);
    }

    /**
     * Whether the model holds conversations. Those that make embeddings don't, nor do OpenAI's instruct models, which
     * complete texts and nothing else; other models that complete texts do both.
     */
    public boolean chats() {
        return !known || !can(Capability.EMBEDDINGS) && !(can(Capability.COMPLETIONS) && family.equals("gpt"));
    }

    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }

    /** Which of temperature, top_p and top_k may be sent. */
    public enum Sampling {
        ANY,
        /** temperature or top_p, not both (Claude 4.1 to 4.6). */
        ONE_OF,
        /** None of them. */
        REFUSED
    }

    /** How extended thinking is asked for. */
    public enum Thinking {
        NONE,
        /** {@code thinking: {type: enabled, budget_tokens}} (Claude 3.7 to 4.5). */
        BUDGET,
        /** {@code thinking: {type: adaptive}} with {@code output_config.effort} (Claude 4.6 and later). */
        ADAPTIVE,
        /** An effort level in the provider's own field (OpenAI reasoning models, gpt-oss, Nova 2). */
        EFFORT
    }
}
