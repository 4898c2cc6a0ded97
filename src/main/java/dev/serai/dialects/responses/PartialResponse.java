package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.NamedEvent;
import dev.serai.dialects.PartialAnswer;
import dev.serai.dialects.ProviderJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client has got of a response's events, whoever made them: the gateway of a chat, or the provider itself. One for
 * each streamed answer, used by one thread at a time.
 */
public final class PartialResponse implements PartialAnswer {
    private final ResponsesRequest request;
    private final StringBuilder text = new StringBuilder();
    private final List<ObjectNode> items = new ArrayList<>();
    private @Nullable ObjectNode response;
    private @Nullable OpenItem open;
    private boolean onlyText = true;
    private boolean finished;
    private int next;

    public PartialResponse(ResponsesRequest request) {
        this.request = request;
    }

    /** The item that has begun and not ended: a text, or a thought. */
    private static final class OpenItem {
        private final ObjectNode added;
        private final boolean thought;
        private final StringBuilder said = new StringBuilder();
        private boolean partBegun;
        private boolean partEnded;
        /** Whether more than one part has begun, of which only the last could be gone on with. */
        private boolean several;
        /** Whether the end of its part has been told in half. */
        private boolean halfEnded;

        OpenItem(ObjectNode added) {
            this.added = added;
            this.thought = added.path("type").asText().equals("reasoning");
        }

        void partBegins() {
            several |= partBegun;
            partBegun = true;
        }

        /** Whether somebody else can end it. */
        boolean canBeRestored() {
            return !several && !halfEnded;
        }

        OutputItem restored(int index) {
            return thought
                    ? new ReasoningItem(added, index, said.toString(), partBegun)
                    : new MessageItem(added, index, said.toString(), partBegun, partEnded);
        }
    }

    @Override
    public void sent(byte[] chunk) {
        JsonNode event = NamedEvent.read(chunk);
        next = Math.max(next, event.path("sequence_number").asInt(-1) + 1);
        String type = event.path("type").asText();
        switch (type) {
            case "response.created", "response.queued", "response.in_progress" -> {
                if (event.get("response") instanceof ObjectNode told) {
                    response = told;
                }
            }
            case "response.completed", "response.incomplete" -> finished = true;
            case "response.output_item.added" -> added(event.path("item"));
            case "response.output_item.done" -> done(event.path("item"));
            default -> inItem(type, event);
        }
    }

    private void added(JsonNode item) {
        String type = item.path("type").asText();
        onlyText &= type.equals("message") || type.equals("reasoning");
        if (item instanceof ObjectNode begun) {
            open = new OpenItem(begun);
        }
    }

    private void done(JsonNode item) {
        open = null;
        // What is signed would stand before a text that its signer has not made.
        onlyText &= ProviderJson.textOrEmpty(item, "encrypted_content").isEmpty();
        if (item instanceof ObjectNode whole) {
            items.add(whole);
        }
    }

    private void inItem(String type, JsonNode event) {
        OpenItem item = open;
        if (item == null) {
            return;
        }
        switch (type) {
            case "response.content_part.added", "response.reasoning_summary_part.added" -> {
                item.partBegins();
                onlyText &= !event.path("part").path("type").asText().equals("refusal");
            }
            case "response.output_text.delta" -> {
                text.append(event.path("delta").asText());
                item.said.append(event.path("delta").asText());
            }
            case "response.reasoning_summary_text.delta" ->
                item.said.append(event.path("delta").asText());
            case "response.output_text.done",
                    "response.reasoning_summary_text.done",
                    // A thought has an end of its own then, which comes next.
                    "response.reasoning_summary_part.done" -> item.halfEnded = true;
            case "response.content_part.done" -> {
                item.halfEnded = false;
                item.partEnded = true;
            }
            default -> {
                // An annotation, a refusal, or something newer: no text alone.
                onlyText &= !event.has("item_id");
            }
        }
    }

    @Override
    public String text() {
        return text.toString();
    }

    @Override
    public boolean onlyText() {
        OpenItem item = open;
        return onlyText && response != null && (item == null || item.canBeRestored());
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public boolean plain() {
        String format = request.tree().path("text").path("format").path("type").asText("text");
        return format.equals("text")
                && request.tree().path("top_logprobs").asInt() == 0
                && !request.includes("message.output_text.logprobs");
    }

    @Override
    public ObjectNode chat(ModelTarget target) {
        return new ChatTranslation(request).translate().tree().deepCopy();
    }

    @Override
    public ChatStream rest(ChatStream ofChat) {
        ObjectNode told = response;
        if (told == null) {
            throw new IllegalStateException("The client has no response to go on with");
        }
        ResponseEvents events = new ResponseEvents(next);
        List<OutputItem> known = new ArrayList<>();
        for (ObjectNode item : items) {
            known.add(new EndedItem(item, known.size()));
        }
        OpenItem item = open;
        if (item != null) {
            known.add(item.restored(known.size()));
        }
        return new ChatAsResponseStream(ofChat, new ResponseFrame(told), events, new ResponseOutput(events, known));
    }
}
