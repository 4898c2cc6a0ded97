package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.serai.dialects.AnswerIds;
import dev.serai.dialects.Json;
import dev.serai.dialects.MessageWords;
import dev.serai.dialects.ProviderJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The output of a response, made of a chat's message, or of one that comes in pieces. Items stand in the order in which they
 * begin; one at a time is told, whatever order the pieces have. One for each answer, for one thread.
 */
final class ResponseOutput {
    private final @Nullable ResponseEvents events;
    private final List<OutputItem> items = new ArrayList<>();
    private final Map<Integer, CallItem> calls = new HashMap<>();
    private @Nullable MessageItem lastMessage;
    /** The item that is being told; those before it are told, those behind it wait. */
    private int told;

    /** @param events where the output is told as it grows; null: it is told at the end */
    ResponseOutput(@Nullable ResponseEvents events) {
        this.events = events;
    }

    /**
     * Goes on with an output of which its client has the beginning.
     *
     * @param known its items; the last may still be open
     */
    ResponseOutput(ResponseEvents events, List<OutputItem> known) {
        this.events = events;
        items.addAll(known);
        told = last() == null ? items.size() : items.size() - 1;
    }

    /**
     * The pieces of a message, or of a delta.
     *
     * @param logprobs how likely the tokens of what is said are, or were
     */
    void add(JsonNode message, JsonNode logprobs) {
        reasoning(MessageWords.thought(message));
        sealed(message);
        String content = Objects.requireNonNullElse(MessageWords.said(message), "");
        logprobs(logprobs.path("content"), !content.isEmpty());
        if (!content.isEmpty()) {
            message().text(content);
        }
        String refusal = ProviderJson.textOrEmpty(message, "refusal");
        if (!refusal.isEmpty()) {
            message().refusal(refusal);
        }
        JsonNode annotations = message.path("annotations");
        if (!annotations.isEmpty()) {
            said().annotations(annotations);
        }
        for (int i = 0; i < message.path("tool_calls").size(); i++) {
            call(i, message.path("tool_calls").get(i));
        }
        tell();
    }

    /** Nothing more comes. */
    void end(String finishReason) {
        if (items.isEmpty() && finishReason.equals("stop")) {
            message().text("");
        }
        boolean cut = finishReason.equals("length") || finishReason.equals("content_filter");
        while (told < items.size()) {
            boolean last = told == items.size() - 1;
            boolean open = last || items.get(told) instanceof CallItem call && call.broken();
            close(cut && open ? OutputItem.INCOMPLETE : OutputItem.COMPLETED);
        }
    }

    /** All items as they are, an array. */
    byte[] json() {
        ArrayNode array = Json.object().arrayNode();
        items.forEach(item -> array.add(item.json()));
        return Json.bytes(array);
    }

    /** The answer broke: what is open in it stays unfinished. */
    byte[] brokenJson() {
        items.stream().filter(item -> !item.ended()).forEach(item -> item.end(OutputItem.INCOMPLETE));
        return json();
    }

    private void reasoning(String text) {
        if (!text.isEmpty()) {
            reasoning().text(text);
        }
    }

    /** They come with their text, or behind it. */
    private void logprobs(JsonNode tokens, boolean withText) {
        if (!tokens.isEmpty()) {
            (withText ? message() : said()).logprobs(tokens);
        }
    }

    private ReasoningItem reasoning() {
        return last() instanceof ReasoningItem open ? open : begin(new ReasoningItem(items.size()));
    }

    /** What the provider wants to see again: of a whole message all at once, of a stream's calls before each. */
    private void sealed(JsonNode message) {
        SealedReasoning sealed = new SealedReasoning();
        sealed.thinkingBlocks(message.path("thinking_blocks"));
        if (message.path("extra_content").isObject()) {
            sealed.extraContent(message.get("extra_content"));
        }
        for (JsonNode call : message.path("tool_calls")) {
            if (call.path("extra_content").isObject() && call.path("id").isTextual()) {
                sealed.extraContent(call.get("id").textValue(), call.get("extra_content"));
            }
        }
        if (!sealed.isEmpty()) {
            reasoning().seal(sealed);
        }
    }

    private MessageItem message() {
        MessageItem open = last() instanceof MessageItem message ? message : begin(new MessageItem(items.size()));
        lastMessage = open;
        return open;
    }

    /** The message that something is said about, which may have ended. */
    private MessageItem said() {
        MessageItem known = lastMessage;
        return known == null ? message() : known;
    }

    private void call(int place, JsonNode fragment) {
        int index = fragment.path("index").asInt(place);
        boolean custom = fragment.path("custom").isObject();
        JsonNode tool = fragment.path(custom ? "custom" : "function");
        CallItem call = calls.get(index);
        if (call == null) {
            String id = ProviderJson.textOrEmpty(fragment, "id");
            call = begin(new CallItem(
                    items.size(),
                    id.isEmpty() ? AnswerIds.call() : id,
                    ProviderJson.textOrEmpty(tool, "name"),
                    custom));
            calls.put(index, call);
        }
        String input = ProviderJson.textOrEmpty(tool, custom ? "input" : "arguments");
        if (!call.ended() && !input.isEmpty()) {
            call.input(input);
        }
    }

    private @Nullable OutputItem last() {
        return items.isEmpty() || items.get(items.size() - 1).ended() ? null : items.get(items.size() - 1);
    }

    private <T extends OutputItem> T begin(T item) {
        items.add(item);
        if (events != null && told == items.size() - 1) {
            item.open(events);
        }
        tell();
        return item;
    }

    /** Tells what can be told: of one item after the other, for as long as those before another are whole. */
    private void tell() {
        if (events == null) {
            return;
        }
        while (told < items.size() - 1 && items.get(told).whole()) {
            close(OutputItem.COMPLETED);
        }
        if (told < items.size()) {
            items.get(told).flush(events);
        }
    }

    private void close(String status) {
        OutputItem item = items.get(told);
        told++;
        if (events == null) {
            item.end(status);
            return;
        }
        item.close(events, status);
        if (told < items.size()) {
            items.get(told).open(events);
        }
    }
}
