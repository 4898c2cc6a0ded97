package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ThinkingPart;
import org.jspecify.annotations.Nullable;

/**
 * One choice of a GENERIC answer: a whole one says all at once, a streamed one piece by piece, in the same fields. For one
 * thread.
 */
final class GenericChoice {
    private final AnswerParts parts;
    private final MessageCalls calls;
    private @Nullable ThinkingPart thinking;
    private String finishReason = "";

    GenericChoice(AnswerParts parts) {
        this.parts = parts;
        this.calls = new MessageCalls(parts);
    }

    /** What the choice says with this object. */
    void says(JsonNode choice) {
        JsonNode message = choice.path("message");
        reasoning(ProviderJson.textOrEmpty(message, "reasoningContent"));
        content(message.path("content"));
        String refusal = ProviderJson.textOrEmpty(message, "refusal");
        if (!refusal.isEmpty()) {
            parts.refusal(refusal);
        }
        calls.say(message.path("toolCalls"));
        message.path("annotations").forEach(this::annotation);
        if (choice.hasNonNull("logprobs")) {
            parts.logprobs(GenericLogprobs.tokens(choice.path("logprobs")));
        }
    }

    /** The choice is complete; only the first word counts. */
    void finish(@Nullable String word) {
        if (finishReason.isEmpty()) {
            if (thinking != null) {
                thinking.end();
            }
            finishReason = parts.finish(OciFinish.of(word));
        }
    }

    /** OpenAI's word; empty until then. */
    String finishReason() {
        return finishReason;
    }

    private void reasoning(String text) {
        if (!text.isEmpty()) {
            ThinkingPart open = thinking == null ? parts.thinking() : thinking;
            thinking = open;
            open.text(text);
        }
    }

    private void content(JsonNode content) {
        for (JsonNode part : content) {
            if (Fields.TEXT.equals(ProviderJson.textOrNull(part, Fields.TYPE))) {
                text(ProviderJson.textOrEmpty(part, "text"));
            }
        }
        if (content.isTextual()) {
            text(content.textValue());
        }
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            parts.text(text);
        }
    }

    private void annotation(JsonNode annotation) {
        JsonNode cited = annotation.path("urlCitation");
        if (cited.isObject()) {
            parts.citation(
                    ProviderJson.textOrEmpty(cited, "title"),
                    ProviderJson.textOrEmpty(cited, "url"),
                    cited.path("startIndex").asInt(),
                    cited.path("endIndex").asInt(parts.length()));
        }
    }
}
