package dev.serai.passthrough;

import java.util.List;

/**
 * What a native operation calls the limit of its answer. A server passes over names that it does not know, so that a small number
 * under another's must not count for a limit. Immutable.
 *
 * @param limits JSON pointers
 * @param further what says more beside one of the limits, where a server reads it; by itself it may be read by nobody
 */
record LimitNames(List<String> limits, List<String> further) {
    /** Lenient servers' own, and what Bedrock hands on to a model unread. */
    private static final List<String> FURTHER = List.of(
            "/additionalModelRequestFields/max_tokens",
            "/inferenceConfig/max_new_tokens",
            "/parameters/max_tokens",
            "/options/num_predict",
            "/n_predict",
            "/max_new_tokens");

    private static final LimitNames CHAT = of("/max_completion_tokens", "/max_tokens");
    private static final LimitNames RESPONSES = of("/max_output_tokens");
    private static final LimitNames ANTHROPIC = of("/max_tokens");
    private static final LimitNames ANTHROPIC_TEXT = of("/max_tokens_to_sample");
    private static final LimitNames CONVERSE = of("/inferenceConfig/maxTokens");

    /** Each vendor's: which is the model's the path does not tell, but most refuse the others'. */
    private static final LimitNames INVOKE = of(
            "/max_completion_tokens",
            "/max_tokens",
            "/inferenceConfig/maxTokens",
            "/textGenerationConfig/maxTokenCount",
            "/max_tokens_to_sample",
            "/max_gen_len",
            "/maxTokens");

    /** Google reads both spellings of a name, in any mixture. */
    private static final LimitNames GEMINI = of(
            "/generationConfig/maxOutputTokens",
            "/generationConfig/max_output_tokens",
            "/generation_config/maxOutputTokens",
            "/generation_config/max_output_tokens");

    private static final LimitNames PREDICT = of("/parameters/maxOutputTokens");
    private static final LimitNames WATSONX_TEXT = of("/parameters/max_new_tokens");
    private static final LimitNames OCI_CHAT = of("/chatRequest/maxTokens", "/chatRequest/maxCompletionTokens");
    private static final LimitNames OCI_TEXT = of("/inferenceRequest/maxTokens");
    private static final LimitNames OLLAMA = of("/options/num_predict");

    /** @param path as it was called, at the provider's host */
    static LimitNames of(UsageShape usage, String path) {
        return switch (usage) {
            case OPENAI -> path.endsWith("/responses") ? RESPONSES : CHAT;
            case ANTHROPIC -> ANTHROPIC;
            case CONVERSE -> CONVERSE;
            case INVOKE -> INVOKE;
            case GEMINI -> path.endsWith(":predict") ? PREDICT : GEMINI;
            case WATSONX -> path.contains("/text/generation") ? WATSONX_TEXT : CHAT;
            case OCI -> path.endsWith("/chat") ? OCI_CHAT : OCI_TEXT;
            case NONE -> path.startsWith("/api/") ? OLLAMA : ANTHROPIC_TEXT;
        };
    }

    private static LimitNames of(String... limits) {
        return new LimitNames(List.of(limits), FURTHER);
    }
}
