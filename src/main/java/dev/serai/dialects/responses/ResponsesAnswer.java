package dev.serai.dialects.responses;

import dev.serai.dialects.ClientAnswer;
import dev.serai.dialects.Usage;

/**
 * A whole response.
 *
 * @param body the {@code response} object
 * @param usage what the provider reported; {@link Usage#UNREPORTED} if nothing
 * @param finishReason a chat's, for the books
 */
public record ResponsesAnswer(byte[] body, Usage usage, String finishReason) implements ClientAnswer {}
