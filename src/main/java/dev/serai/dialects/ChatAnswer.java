package dev.serai.dialects;

/**
 * An answer in OpenAI's form.
 *
 * @param body the {@code chat.completion} object
 * @param usage what the provider reported; {@link Usage#UNREPORTED} if nothing
 * @param finishReason OpenAI's, for the books
 */
public record ChatAnswer(byte[] body, Usage usage, String finishReason) implements ClientAnswer {}
