package dev.serai.rescue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.dialects.UsageJson;
import dev.serai.errors.GatewayError;
import dev.serai.streams.StreamEvent;
import java.util.List;

/**
 * Makes the stream of one model the rest of another's: the same id, no second role, the text joined at the seam, the usage
 * of both. What the second model thinks is left out: the client has begun to read what was thought of before. One for each
 * rescue, used by one thread at a time.
 */
final class ContinuedStream implements ChatStream {
    private static final List<String> SAME = List.of("id", "created", "model");
    private static final List<String> LEFT_OUT =
            List.of("role", "reasoning_content", "reasoning", "thinking_blocks", "extra_content");

    private final ChatStream rest;
    private final JsonNode head;
    private final Seam seam;
    private final Usage before;

    /**
     * @param rest the second model's
     * @param head what every chunk says again as the first did; may be nothing
     * @param before what the answer has used so far
     */
    ContinuedStream(ChatStream rest, JsonNode head, Seam seam, Usage before) {
        this.rest = rest;
        this.head = head;
        this.seam = seam;
        this.before = before;
    }

    @Override
    public Framing framing() {
        return rest.framing();
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        rest.on(event, chunk -> translate(chunk, chunks));
    }

    @Override
    public void end(ChunkSink chunks) {
        rest.end(chunk -> translate(chunk, chunks));
    }

    private void translate(byte[] bytes, ChunkSink chunks) {
        ObjectNode chunk = ProviderJson.object(bytes);
        for (String name : SAME) {
            JsonNode value = head.get(name);
            if (value != null) {
                chunk.set(name, value);
            }
        }
        if (chunk.path("usage").isObject()) {
            chunk.set("usage", ProviderJson.object(UsageJson.of(told())));
        }
        ArrayNode choices = chunk.withArray("choices");
        if (choices.isEmpty() || choices.get(0) instanceof ObjectNode choice && says(choice, chunk, chunks)) {
            chunks.chunk(Json.bytes(chunk));
        }
    }

    /** Whether anything is left of a choice that the client has not had. */
    private boolean says(ObjectNode choice, ObjectNode chunk, ChunkSink chunks) {
        ObjectNode delta = choice.withObject("/delta");
        delta.remove(LEFT_OUT);
        String content = delta.path("content").asText("");
        delta.remove("content");
        boolean finishes = choice.path("finish_reason").isTextual();
        boolean other =
                delta.properties().stream().anyMatch(field -> !field.getValue().isNull());
        String text = seam.on(content);
        if (finishes || other) {
            text += seam.end();
        }
        if (!text.isEmpty() && (finishes || other)) {
            chunks.chunk(Json.bytes(alone(chunk, text)));
        } else if (!text.isEmpty()) {
            delta.put("content", text);
        }
        return finishes || other || !text.isEmpty();
    }

    /** A chunk that says the text and nothing else: what is held back until the end comes before the end. */
    private static ObjectNode alone(ObjectNode chunk, String text) {
        ObjectNode copy = chunk.deepCopy();
        ObjectNode choice = Json.object().put("index", 0);
        choice.putObject("delta").put("content", text);
        choice.putNull("finish_reason");
        copy.putArray("choices").add(choice);
        if (copy.has("usage")) {
            copy.putNull("usage");
        }
        return copy;
    }

    @Override
    public boolean finished() {
        return rest.finished();
    }

    @Override
    public Usage usage() {
        return rest.usage();
    }

    /** Of both; as good as reported where the second model has reported. */
    @Override
    public Usage told() {
        return before.plus(rest.usage()).told(rest.usage().reported());
    }

    @Override
    public String finishReason() {
        return rest.finishReason();
    }

    @Override
    public byte[] broken(GatewayError error, String requestId) {
        return rest.broken(error, requestId);
    }
}
