package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerIds;
import dev.serai.dialects.Json;
import dev.serai.dialects.JsonBytes;
import org.jspecify.annotations.Nullable;

/** What the model thinks, as far as it is shown, and what its provider wants to see again. For one thread. */
final class ReasoningItem extends OutputItem {
    private static final String INDEX = "summary_index";
    private static final String EMPTY_PART = "{\"type\":\"summary_text\",\"text\":\"\"}";

    private final StringBuilder summary = new StringBuilder();
    private @Nullable SealedReasoning sealed;
    private boolean partOpen;
    private int given;

    ReasoningItem(int index) {
        super(AnswerIds.of("rs_"), index);
    }

    /** Goes on with a thought of which its client has the beginning: perhaps one part of a summary. */
    ReasoningItem(ObjectNode added, int index, String said, boolean begun) {
        super(added.path("id").asText(), index);
        summary.append(said);
        partOpen = begun;
        given = said.length();
    }

    void text(String fragment) {
        summary.append(fragment);
    }

    void seal(SealedReasoning content) {
        if (sealed == null) {
            sealed = content;
        } else {
            sealed.add(content);
        }
    }

    @Override
    void flush(ResponseEvents events) {
        if (summary.isEmpty()) {
            return;
        }
        if (!partOpen) {
            partOpen = true;
            event("response.reasoning_summary_part.added", events)
                    .raw(",\"part\":")
                    .raw(EMPTY_PART);
            events.end();
        }
        if (summary.length() > given) {
            event("response.reasoning_summary_text.delta", events)
                    .raw(",\"delta\":")
                    .string(summary.substring(given));
            events.end();
            given = summary.length();
        }
    }

    @Override
    void closeParts(ResponseEvents events) {
        if (partOpen) {
            event("response.reasoning_summary_text.done", events)
                    .raw(",\"text\":")
                    .string(summary.toString());
            events.end();
            event("response.reasoning_summary_part.done", events)
                    .raw(",\"part\":")
                    .raw(Json.bytes(part()));
            events.end();
        }
    }

    private JsonBytes event(String type, ResponseEvents events) {
        return events.part(type, id(), index(), INDEX, 0);
    }

    private ObjectNode part() {
        return Json.object().put("type", "summary_text").put("text", summary.toString());
    }

    @Override
    boolean whole() {
        return true;
    }

    @Override
    ObjectNode blank() {
        ObjectNode item = Json.object().put("id", id()).put("type", "reasoning").put("status", status());
        item.putArray("summary");
        return item;
    }

    @Override
    ObjectNode json() {
        ObjectNode item = blank();
        if (!summary.isEmpty()) {
            ((ArrayNode) item.get("summary")).add(part());
        }
        return sealed == null ? item : item.put("encrypted_content", sealed.text());
    }
}
