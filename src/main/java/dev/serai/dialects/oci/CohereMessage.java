package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ThinkingPart;
import dev.serai.dialects.ToolPart;
import org.jspecify.annotations.Nullable;

/**
 * What a Cohere model says, whole or piece by piece: COHERE has {@code text} and {@code toolCalls} side by side, COHEREV2 a
 * {@code message} with content blocks. A stream's last event repeats all of it, and is the only one where nothing came
 * before. For one thread.
 */
final class CohereMessage {
    private final AnswerParts parts;
    private final MessageCalls calls;
    private final StringBuilder said = new StringBuilder();
    private final StringBuilder planned = new StringBuilder();
    private final StringBuilder thought = new StringBuilder();
    private @Nullable ThinkingPart thinking;
    private boolean called;
    private String finishReason = "";

    CohereMessage(AnswerParts parts) {
        this.parts = parts;
        this.calls = new MessageCalls(parts);
    }

    /** A whole answer, or an event of a stream. */
    void says(JsonNode answer) {
        boolean last = answer.hasNonNull("finishReason");
        JsonNode message = answer.path("message");
        if (message.isObject()) {
            blocks(message, last);
        } else {
            if (!last || said.isEmpty()) {
                text(ProviderJson.textOrEmpty(answer, "text"));
            }
            flatCalls(answer.path("toolCalls"), last);
        }
    }

    /**
     * The answer is complete.
     *
     * @throws dev.serai.errors.ProviderException if the model gave up before it said anything
     */
    void finish(String word, JsonNode answer) {
        FinishReason reason = OciFinish.of(word);
        String error = ProviderJson.textOrEmpty(answer, "errorMessage");
        if (reason == FinishReason.MALFORMED && said.isEmpty() && !called && !error.isEmpty()) {
            throw OciFailure.gaveUp(error);
        }
        if (thinking != null) {
            thinking.end();
        }
        finishReason = parts.finish(reason);
    }

    /** OpenAI's word; empty until then. */
    String finishReason() {
        return finishReason;
    }

    private void blocks(JsonNode message, boolean last) {
        StringBuilder thoughts = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (JsonNode block : message.path(Fields.CONTENT)) {
            switch (ProviderJson.textOrEmpty(block, Fields.TYPE)) {
                case "THINKING" -> thoughts.append(ProviderJson.textOrEmpty(block, "thinking"));
                case Fields.TEXT -> text.append(ProviderJson.textOrEmpty(block, "text"));
                default -> {
                    // A kind newer than this means nothing to us.
                }
            }
        }
        String plan = ProviderJson.textOrEmpty(message, "toolPlan");
        reasoning(last ? notYetSaid(plan, planned) : plan, planned);
        reasoning(last ? notYetSaid(thoughts.toString(), thought) : thoughts.toString(), thought);
        text(last ? notYetSaid(text.toString(), said) : text.toString());
        JsonNode toolCalls = message.path("toolCalls");
        called |= !toolCalls.isEmpty();
        calls.say(toolCalls);
    }

    /** COHEREV2's last event may repeat all, or have the last piece (guess): what it adds is not lost. */
    private static String notYetSaid(String text, StringBuilder said) {
        return text.startsWith(said.toString()) ? text.substring(said.length()) : text;
    }

    private void text(String text) {
        if (!text.isEmpty()) {
            said.append(text);
            parts.text(text);
        }
    }

    private void reasoning(String text, StringBuilder before) {
        if (!text.isEmpty()) {
            before.append(text);
            ThinkingPart open = thinking == null ? parts.thinking() : thinking;
            thinking = open;
            open.text(text);
        }
    }

    /** COHERE's calls are always whole, have no ids, and objects for their arguments. */
    private void flatCalls(JsonNode toolCalls, boolean last) {
        if (last && called) {
            return;
        }
        for (JsonNode call : toolCalls) {
            called = true;
            ToolPart tool = parts.tool(null, ProviderJson.textOrEmpty(call, "name"));
            JsonNode parameters = call.path("parameters");
            tool.arguments(parameters.isObject() ? ProviderJson.text(parameters) : "");
            tool.end();
        }
    }
}
