package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ThinkingPart;
import dev.serai.dialects.ToolPart;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One choice of an answer while it comes in, at once or delta by delta. For one thread. */
final class WatsonxChoice {
    private final AnswerParts parts;
    private final Map<Integer, OpenCall> calls = new HashMap<>();
    private @Nullable ThinkingPart thinking;
    private String finishReason = "";

    private record OpenCall(String id, ToolPart part) {}

    WatsonxChoice(AnswerParts parts) {
        this.parts = parts;
    }

    /** OpenAI's word for why it finished; empty as long as it did not. */
    String finishReason() {
        return finishReason;
    }

    /** Reads an element of {@code choices}, which holds a whole {@code message}. */
    void whole(JsonNode choice) {
        JsonNode message = choice.path("message");
        texts(message);
        int place = 0;
        for (JsonNode call : message.path("tool_calls")) {
            toolCall(place++, call);
        }
        logprobs(choice);
        finish(ProviderJson.textOrEmpty(choice, "finish_reason"));
    }

    /** Reads an element of {@code choices}, which holds a {@code delta}. */
    void delta(JsonNode choice) {
        JsonNode delta = choice.path("delta");
        texts(delta);
        for (JsonNode call : delta.path("tool_calls")) {
            toolCall(call.path("index").asInt(), call);
        }
        logprobs(choice);
        String reason = ProviderJson.textOrEmpty(choice, "finish_reason");
        if (!reason.isEmpty()) {
            finish(reason);
        }
    }

    /** The next piece of an answer that consists of text alone. */
    void text(String fragment) {
        if (!fragment.isEmpty()) {
            parts.text(fragment);
        }
    }

    /** The first reason that is told stands. */
    void finish(String reason) {
        if (finishReason.isEmpty()) {
            FinishReason told = WatsonxFinish.of(reason);
            if (thinking != null) {
                thinking.end();
            }
            finishReason = parts.finish(told);
        }
    }

    private void texts(JsonNode message) {
        String reasoning = ProviderJson.textOrEmpty(message, "reasoning_content");
        if (!reasoning.isEmpty()) {
            thinking = thinking == null ? parts.thinking() : thinking;
            thinking.text(reasoning);
        }
        text(ProviderJson.textOrEmpty(message, "content"));
        String refusal = ProviderJson.textOrEmpty(message, "refusal");
        if (!refusal.isEmpty()) {
            parts.refusal(refusal);
        }
    }

    /** Another id under a number that was used before is another call: some servers number them all alike. */
    private void toolCall(int index, JsonNode call) {
        JsonNode function = call.path("function");
        String id = ProviderJson.textOrEmpty(call, "id");
        OpenCall open = calls.get(index);
        if (open == null || !id.isEmpty() && !id.equals(open.id)) {
            open = new OpenCall(id, parts.tool(id, ProviderJson.textOrEmpty(function, "name")));
            calls.put(index, open);
        }
        JsonNode arguments = function.path("arguments");
        open.part.arguments(
                arguments.isObject() ? ProviderJson.text(arguments) : ProviderJson.textOrEmpty(function, "arguments"));
    }

    private void logprobs(JsonNode choice) {
        if (choice.path("logprobs").path("content") instanceof ArrayNode tokens) {
            parts.logprobs(tokens);
        }
    }
}
