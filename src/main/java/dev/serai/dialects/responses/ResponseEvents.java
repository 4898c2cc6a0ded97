package dev.serai.dialects.responses;

import dev.serai.dialects.ChatStream.ChunkSink;
import dev.serai.dialects.JsonBytes;

/**
 * Writes the events of a stream: each with its name, and numbered. One for each stream, for one thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">OpenAI: streaming events</a>
 */
final class ResponseEvents {
    private final JsonBytes json = new JsonBytes(512);
    private ChunkSink sink = chunk -> {
        throw new IllegalStateException("No sink: into() comes before any event");
    };
    private int sequence;

    ResponseEvents() {
        this(0);
    }

    /** @param next the number of the next event */
    ResponseEvents(int next) {
        sequence = next;
    }

    /** Where the next events go. */
    ResponseEvents into(ChunkSink chunks) {
        sink = chunks;
        return this;
    }

    /** An event about the whole response. */
    void response(String type, byte[] response) {
        begin(type).raw(",\"response\":").raw(response);
        end();
    }

    /** An event about an item as a whole. */
    void item(String type, int outputIndex, byte[] item) {
        begin(type)
                .raw(",\"output_index\":")
                .number(outputIndex)
                .raw(",\"item\":")
                .raw(item);
        end();
    }

    /**
     * Begins an event about a part of an item; {@link #end} ends it.
     *
     * @param indexName {@code content_index} or {@code summary_index}
     */
    JsonBytes part(String type, String itemId, int outputIndex, String indexName, int index) {
        return inItem(type, itemId, outputIndex)
                .raw(",\"")
                .raw(indexName)
                .raw("\":")
                .number(index);
    }

    /** Begins an event within an item. */
    JsonBytes inItem(String type, String itemId, int outputIndex) {
        return begin(type)
                .raw(",\"item_id\":")
                .string(itemId)
                .raw(",\"output_index\":")
                .number(outputIndex);
    }

    /** Gives the event out. */
    void end() {
        sink.chunk(json.raw("}\n\n").toByteArray());
    }

    private JsonBytes begin(String type) {
        return json.clear()
                .raw("event: ")
                .raw(type)
                .raw("\ndata: {\"type\":\"")
                .raw(type)
                .raw("\",\"sequence_number\":")
                .number(sequence++);
    }

    /** The event that says that the response failed, as bytes: it goes its own way. */
    byte[] failed(byte[] response) {
        return begin("response.failed")
                .raw(",\"response\":")
                .raw(response)
                .raw("}\n\n")
                .toByteArray();
    }
}
