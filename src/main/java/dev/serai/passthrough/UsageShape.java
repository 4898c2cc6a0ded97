package dev.serai.passthrough;

import java.util.Set;
import java.util.function.Supplier;

/** How the answers of an operation tell what they used. */
public enum UsageShape {
    /** They don't. */
    NONE(Set.of(), "", NoTally::new),
    /** {@code usage} of chat completions, completions, embeddings, and of Responses, whose events hold it in a response. */
    OPENAI(Set.of("usage", "service_tier", "response"), "\"usage\"", OpenAiTally::new),
    /** {@code usage}, which a stream tells in parts. */
    ANTHROPIC(Set.of("usage", "message"), "\"usage\"", AnthropicTally::new),
    /** {@code usage}, which a stream tells in its last event. */
    CONVERSE(Set.of("usage", "serviceTier"), "\"usage\"", ConverseTally::new),
    /** Headers of a whole answer; invocation metrics within the last chunk of a stream. */
    INVOKE(Set.of(), "amazon-bedrock-invocationMetrics", InvokeTally::new),
    /** {@code usageMetadata} of Gemini; statistics of each embedding. */
    GEMINI(Set.of("usageMetadata", "predictions"), "\"usageMetadata\"", GeminiTally::new),
    /** {@code usage} of chats; counts beside the results of generations and embeddings. */
    WATSONX(Set.of("usage", "results", "input_token_count"), "token", WatsonxTally::new),
    /** {@code usage}, within {@code chatResponse} but for streams and embeddings. */
    OCI(Set.of("usage", "chatResponse", "inferenceResponse"), "\"usage\"", OciTally::new);

    private final Set<String> fields;
    private final String mark;
    private final Supplier<UsageTally> tally;

    UsageShape(Set<String> fields, String mark, Supplier<UsageTally> tally) {
        this.fields = fields;
        this.mark = mark;
        this.tally = tally;
    }

    /** The top-level fields of an answer that hold it. */
    Set<String> fields() {
        return fields;
    }

    /** What stands in every event that tells of it. */
    String mark() {
        return mark;
    }

    UsageTally tally() {
        return tally.get();
    }
}
