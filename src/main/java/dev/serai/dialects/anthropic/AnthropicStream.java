package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ChunkedAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns Anthropic's events into OpenAI's chunks. One for each streamed answer, used by one thread at a time.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">Anthropic: streaming messages</a>
 */
final class AnthropicStream implements ChatStream {
    private final ChunkedAnswer answer;
    private final AnswerParts parts;
    private final AnthropicUsage usage = new AnthropicUsage();
    private final Map<Integer, AnthropicBlock> blocks = new HashMap<>();
    private String finishReason = "";
    private boolean finished;

    AnthropicStream(AnswerContext context, String fallbackId) {
        answer = new ChunkedAnswer(context, fallbackId);
        parts = new AnswerParts(context, answer.choice(0));
    }

    @Override
    public Framing framing() {
        return Framing.SERVER_SENT_EVENTS;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        if (finished || event.data().length == 0) {
            return;
        }
        answer.into(chunks);
        ObjectNode data = ProviderJson.object(event.data());
        String type = data.path("type").asText(event.name());
        if (!finishReason.isEmpty() && type.startsWith("content_block")) {
            return; // The message has stopped: what still comes is no part of it.
        }
        switch (type) {
            case "message_start" -> messageStart(data.path("message"));
            case "content_block_start" -> contentBlockStart(data.path("index").asInt(), data.path("content_block"));
            case "content_block_delta" -> contentBlockDelta(data.path("index").asInt(), data.path("delta"));
            case "content_block_stop" -> contentBlockStop(data.path("index").asInt());
            case "message_delta" -> messageDelta(data);
            case "message_stop" -> messageStop();
            case "ping" -> {}
            case "error" -> error(data);
            default -> unknown(data);
        }
    }

    @Override
    public void end(ChunkSink chunks) {
        if (!finished) {
            throw ProviderJson.unreadable("The provider's stream ended before it was finished.");
        }
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public Usage usage() {
        return usage.normalised();
    }

    @Override
    public String finishReason() {
        return finishReason;
    }

    private void messageStart(JsonNode message) {
        usage.add(message.path("usage"));
        answer.begin(AnthropicAnswer.openaiId(message));
    }

    private void contentBlockStart(int index, JsonNode block) {
        blocks.put(index, AnthropicBlock.open(block, parts));
    }

    private void contentBlockDelta(int index, JsonNode delta) {
        AnthropicBlock block = blocks.get(index);
        if (block == null) {
            throw ProviderJson.unreadable("The provider's stream goes on with a content block that it never began.");
        }
        block.delta(delta);
    }

    private void contentBlockStop(int index) {
        AnthropicBlock block = blocks.remove(index);
        if (block != null) {
            block.stop();
        }
    }

    private void messageDelta(JsonNode data) {
        usage.add(data.path("usage"));
        if (data.path("delta").hasNonNull("stop_reason")) {
            finish(data.path("delta"));
        }
    }

    private void messageStop() {
        finish(ProviderJson.NOTHING);
        finished = true;
        answer.usage(usage.normalised());
    }

    /** The first reason that is told stands; a message that stops without one has ended normally. */
    private void finish(JsonNode end) {
        if (finishReason.isEmpty()) {
            blocks.values().forEach(AnthropicBlock::stop);
            blocks.clear();
            finishReason = AnthropicAnswer.stop(end, parts);
        }
    }

    private static void error(JsonNode data) {
        throw new ProviderException(AnthropicFailure.inBody(data));
    }

    /** Events newer than this mean nothing to us; an error in another server's form does. */
    private static void unknown(JsonNode data) {
        if (data.path("error").isObject()) {
            error(data);
        }
    }
}
