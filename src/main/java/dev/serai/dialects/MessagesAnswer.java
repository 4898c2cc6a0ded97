package dev.serai.dialects;

/**
 * An answer in Anthropic's form.
 *
 * @param body the {@code message} object
 * @param usage what the provider reported; {@link Usage#UNREPORTED} if nothing
 * @param finishReason OpenAI's, for the books
 */
public record MessagesAnswer(byte[] body, Usage usage, String finishReason) implements ClientAnswer {}
