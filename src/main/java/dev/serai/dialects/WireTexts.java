package dev.serai.dialects;

import java.util.Set;

/** The fields that hold what a model says, on the wires of clients and providers. */
public final class WireTexts {
    /** Of OpenAI's chunks, and of those of text completions. */
    public static final Set<String> OF_CHUNKS =
            Set.of("content", "text", "reasoning_content", "reasoning", "refusal", "arguments");

    /** Of the events of a response, whose other fields say it all again. */
    public static final Set<String> OF_RESPONSE_EVENTS = Set.of("delta");

    /** Of Anthropic's events. */
    public static final Set<String> OF_MESSAGE_EVENTS = Set.of("text", "thinking", "partial_json");

    /** Of whole answers of any dialect, and of the events of the providers that are none of the above. */
    public static final Set<String> OF_ANSWERS = Set.of(
            "content",
            "text",
            "thinking",
            "reasoning_content",
            "reasoning",
            "refusal",
            "arguments",
            "partial_json",
            "input",
            "generated_text",
            "generation",
            "outputText",
            "completion");

    private WireTexts() {}
}
