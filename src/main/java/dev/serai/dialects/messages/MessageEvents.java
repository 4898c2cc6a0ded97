package dev.serai.dialects.messages;

import dev.serai.dialects.ChatStream.ChunkSink;
import dev.serai.dialects.ClientDialect;
import dev.serai.dialects.JsonBytes;
import dev.serai.dialects.NamedEvent;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import java.nio.charset.StandardCharsets;

/**
 * Writes Anthropic's events, framed: each under its name, which Anthropic's SDKs go by. One for each stream, used by one thread
 * at a time; the arrays that it gives out are the sink's.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">Anthropic: streaming messages</a>
 */
final class MessageEvents {
    private static final byte[] DELTA =
            ascii("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":");
    private static final byte[] START =
            ascii("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":");
    private static final byte[] STOP =
            ascii("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":");
    private static final byte[] TEXT = ascii(",\"delta\":{\"type\":\"text_delta\",\"text\":");
    private static final byte[] THINKING = ascii(",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":");
    private static final byte[] SIGNATURE = ascii(",\"delta\":{\"type\":\"signature_delta\",\"signature\":");
    private static final byte[] ARGUMENTS = ascii(",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":");
    private static final byte[] CLOSE_TWO = ascii("}}\n\n");
    private static final byte[] CLOSE = ascii("}\n\n");

    private final JsonBytes json = new JsonBytes(512);
    private ChunkSink chunks = chunk -> {
        throw new IllegalStateException("No sink: into() comes before any event");
    };

    /** Where the next events go. */
    void into(ChunkSink sink) {
        chunks = sink;
    }

    /** The message begins, and a ping with it, as Anthropic does. */
    void start(String id, String model, Usage usage) {
        json.clear()
                .raw("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":")
                .string(id);
        json.raw(",\"type\":\"message\",\"role\":\"assistant\",\"model\":").string(model);
        json.raw(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":");
        MessagesUsage.write(usage, json);
        give(CLOSE_TWO);
        chunks.chunk(ClientDialect.MESSAGES.keepAlive());
    }

    void startText(int index) {
        startBlock(index, "{\"type\":\"text\",\"text\":\"\"}");
    }

    void startThinking(int index) {
        startBlock(index, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}");
    }

    void startRedacted(int index, String data) {
        json.clear().raw(START).number(index).raw(",\"content_block\":{\"type\":\"redacted_thinking\",\"data\":");
        json.string(data);
        give(CLOSE_TWO);
    }

    void startTool(int index, String id, String name) {
        json.clear()
                .raw(START)
                .number(index)
                .raw(",\"content_block\":{\"type\":\"tool_use\",\"id\":")
                .string(id);
        json.raw(",\"name\":").string(name).raw(",\"input\":{}");
        give(CLOSE_TWO);
    }

    void text(int index, String text) {
        delta(index, TEXT, text);
    }

    void thinking(int index, String text) {
        delta(index, THINKING, text);
    }

    void signature(int index, String signature) {
        delta(index, SIGNATURE, signature);
    }

    void arguments(int index, String fragment) {
        delta(index, ARGUMENTS, fragment);
    }

    void stop(int index) {
        json.clear().raw(STOP).number(index);
        give(CLOSE);
    }

    /** The message is whole. */
    void end(String stopReason, Usage usage) {
        json.clear().raw("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":");
        json.string(stopReason).raw(",\"stop_sequence\":null},\"usage\":");
        MessagesUsage.write(usage, json);
        give(CLOSE);
        chunks.chunk(stop());
    }

    /** What ends a message's stream. */
    static byte[] stop() {
        return ascii("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    /** The message will never be whole. */
    static byte[] error(GatewayError error, String requestId) {
        return NamedEvent.of("error", ClientDialect.MESSAGES.error(error, requestId));
    }

    private void startBlock(int index, String block) {
        json.clear().raw(START).number(index).raw(",\"content_block\":").raw(block);
        give(CLOSE);
    }

    private void delta(int index, byte[] kind, String value) {
        json.clear().raw(DELTA).number(index).raw(kind).string(value);
        give(CLOSE_TWO);
    }

    private void give(byte[] close) {
        chunks.chunk(json.raw(close).toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
