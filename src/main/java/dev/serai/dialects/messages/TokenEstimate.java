package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import java.nio.charset.StandardCharsets;

/**
 * How many tokens a Messages request may have, by a rule that knows no model's vocabulary: four bytes of text a token, and so
 * many for each message, picture and document. The rule stands in {@code docs/reference/messages.md}. One for each request.
 */
final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int A_MESSAGE = 4;
    /** Anthropic's for the largest picture that it does not make smaller. */
    private static final int A_PICTURE = 1600;
    /** A page of text or so. */
    private static final int SMALLEST_DOCUMENT = 1500;

    private static final int DOCUMENT_BYTES_PER_TOKEN = 25;
    private static final double BYTES_PER_BASE64 = 0.75;

    private long bytes;
    private long tokens;

    private TokenEstimate() {}

    static long of(ObjectNode request) {
        TokenEstimate estimate = new TokenEstimate();
        estimate.content(request.path("system"));
        for (JsonNode message : request.path("messages")) {
            estimate.tokens += A_MESSAGE;
            estimate.content(message.path("content"));
        }
        for (JsonNode tool : request.path("tools")) {
            estimate.text(Json.string(tool));
        }
        return estimate.tokens + (estimate.bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    private void content(JsonNode content) {
        if (content.isTextual()) {
            text(content.textValue());
        }
        for (JsonNode block : content) {
            block(block);
        }
    }

    private void block(JsonNode block) {
        switch (block.path("type").asText()) {
            case "text" -> text(block.path("text").asText());
            case "thinking" -> text(block.path("thinking").asText());
            case "image" -> tokens += A_PICTURE;
            case "document" -> document(block);
            case "tool_result" -> content(block.path("content"));
            default -> text(Json.string(block));
        }
    }

    private void document(JsonNode block) {
        JsonNode source = block.path("source");
        text(block.path("title").asText());
        text(block.path("context").asText());
        switch (source.path("type").asText()) {
            case "text" -> text(source.path("data").asText());
            case "content" -> content(source.path("content"));
            default -> {
                double size = source.path("data").asText().length() * BYTES_PER_BASE64;
                tokens += Math.max(SMALLEST_DOCUMENT, (long) size / DOCUMENT_BYTES_PER_TOKEN);
            }
        }
    }

    private void text(String text) {
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
}
