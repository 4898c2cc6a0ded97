package dev.serai.dialects;

import java.util.Map;

/**
 * How many tokens a Messages request would have.
 *
 * @param body {@code {"input_tokens":…}}
 * @param estimated whether the gateway has guessed
 */
public record TokenCountAnswer(byte[] body, boolean estimated) implements ClientAnswer {

    /** Counting uses no tokens. */
    @Override
    public Usage usage() {
        return Usage.UNREPORTED;
    }

    @Override
    public String finishReason() {
        return "";
    }

    @Override
    public Map<String, String> headers() {
        return estimated ? Map.of("X-Token-Count", "estimated") : Map.of();
    }
}
