package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerIds;
import dev.serai.dialects.Json;
import dev.serai.dialects.JsonBytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the model says, and what it refuses to. For one thread. */
final class MessageItem extends OutputItem {
    private static final String EMPTY_TEXT =
            "{\"type\":\"output_text\",\"text\":\"\",\"annotations\":[],\"logprobs\":[]}";
    private static final String EMPTY_REFUSAL = "{\"type\":\"refusal\",\"refusal\":\"\"}";
    private static final String INDEX = "content_index";

    private final List<ContentPart> parts = new ArrayList<>(1);
    private final ObjectNode head;
    private int closed;

    MessageItem(int index) {
        super(AnswerIds.of("msg_"), index);
        head = Json.object()
                .put("id", id())
                .put("type", "message")
                .put("status", status())
                .put("role", "assistant");
    }

    /**
     * Goes on with a message of which its client has the beginning.
     *
     * @param added the item as it was told when it began
     * @param said the text of its one part, where that has begun
     * @param ended whether that part has ended
     */
    MessageItem(ObjectNode added, int index, String said, boolean begun, boolean ended) {
        super(added.path("id").asText(), index);
        head = added;
        if (begun) {
            ContentPart part = new ContentPart(false);
            part.open = true;
            part.text.append(said);
            part.given = said.length();
            parts.add(part);
            closed = ended ? 1 : 0;
        }
    }

    /** A part of the content; {@code given} characters of it are told. */
    private static final class ContentPart {
        private final boolean refusal;
        private final StringBuilder text = new StringBuilder();
        private final ArrayNode annotations = Json.object().arrayNode();
        private final ArrayNode logprobs = Json.object().arrayNode();
        private boolean open;
        private int given;
        private int likely;

        ContentPart(boolean refusal) {
            this.refusal = refusal;
        }

        ObjectNode json() {
            if (refusal) {
                return Json.object().put("type", "refusal").put("refusal", text.toString());
            }
            ObjectNode json = Json.object().put("type", "output_text").put("text", text.toString());
            json.set("annotations", annotations);
            json.set("logprobs", logprobs);
            return json;
        }
    }

    void text(String fragment) {
        part(false).text.append(fragment);
    }

    void refusal(String fragment) {
        part(true).text.append(fragment);
    }

    /** What the text cites, in the flat form of responses. */
    void annotations(JsonNode ofChat) {
        ContentPart part = saidText();
        for (int i = 0; part != null && i < ofChat.size(); i++) {
            String type = ofChat.get(i).path("type").asText();
            ObjectNode flat = part.annotations.addObject().put("type", type);
            if (ofChat.get(i).get(type) instanceof ObjectNode citation) {
                flat.setAll(citation);
            }
        }
    }

    /** How likely the text's tokens are. */
    void logprobs(JsonNode tokens) {
        ContentPart part = saidText();
        if (part != null) {
            tokens.forEach(part.logprobs::add);
        }
    }

    /** The last text, or the one that is to come; null if there was none, and none can come. */
    private @Nullable ContentPart saidText() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (!parts.get(i).refusal) {
                return parts.get(i);
            }
        }
        return ended() ? null : part(false);
    }

    private ContentPart part(boolean refusal) {
        if (parts.size() == closed || parts.get(parts.size() - 1).refusal != refusal) {
            parts.add(new ContentPart(refusal));
        }
        return parts.get(parts.size() - 1);
    }

    @Override
    void flush(ResponseEvents events) {
        for (int i = closed; i < parts.size(); i++) {
            tell(i, events);
            if (i < parts.size() - 1) {
                close(i, events);
            }
        }
    }

    private void tell(int i, ResponseEvents events) {
        ContentPart part = parts.get(i);
        if (!part.open) {
            part.open = true;
            event("response.content_part.added", i, events)
                    .raw(",\"part\":")
                    .raw(part.refusal ? EMPTY_REFUSAL : EMPTY_TEXT);
            events.end();
        }
        if (part.text.length() > part.given) {
            delta(i, part, events);
        }
    }

    private void delta(int i, ContentPart part, ResponseEvents events) {
        String type = part.refusal ? "response.refusal.delta" : "response.output_text.delta";
        JsonBytes json = event(type, i, events).raw(",\"delta\":").string(part.text.substring(part.given));
        part.given = part.text.length();
        if (!part.refusal) {
            logprobs(part, part.likely, json);
            part.likely = part.logprobs.size();
        }
        events.end();
    }

    private static void logprobs(ContentPart part, int from, JsonBytes json) {
        json.raw(",\"logprobs\":[");
        for (int i = from; i < part.logprobs.size(); i++) {
            json.raw(i == from ? "" : ",").raw(Json.bytes(part.logprobs.get(i)));
        }
        json.raw("]");
    }

    private void close(int i, ResponseEvents events) {
        ContentPart part = parts.get(i);
        closed = i + 1;
        for (int j = 0; j < part.annotations.size(); j++) {
            event("response.output_text.annotation.added", i, events)
                    .raw(",\"annotation_index\":")
                    .number(j)
                    .raw(",\"annotation\":")
                    .raw(Json.bytes(part.annotations.get(j)));
            events.end();
        }
        if (part.refusal) {
            event("response.refusal.done", i, events).raw(",\"refusal\":").string(part.text.toString());
        } else {
            logprobs(
                    part,
                    0,
                    event("response.output_text.done", i, events)
                            .raw(",\"text\":")
                            .string(part.text.toString()));
        }
        events.end();
        event("response.content_part.done", i, events).raw(",\"part\":").raw(Json.bytes(part.json()));
        events.end();
    }

    private JsonBytes event(String type, int i, ResponseEvents events) {
        return events.part(type, id(), index(), INDEX, i);
    }

    @Override
    void closeParts(ResponseEvents events) {
        if (closed < parts.size()) {
            close(parts.size() - 1, events);
        }
    }

    @Override
    boolean whole() {
        return true;
    }

    @Override
    ObjectNode blank() {
        ObjectNode item = head.deepCopy().put("status", status());
        item.putArray("content");
        return item;
    }

    @Override
    ObjectNode json() {
        ObjectNode item = blank();
        parts.forEach(part -> item.withArray("content").add(part.json()));
        return item;
    }
}
