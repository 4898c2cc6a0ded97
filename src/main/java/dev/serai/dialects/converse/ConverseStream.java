package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ChunkedAnswer;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns ConverseStream's events into OpenAI's chunks. One for each streamed answer, used by one thread at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">Bedrock:
 *     ConverseStream</a>
 */
final class ConverseStream implements ChatStream {
    private final ChunkedAnswer answer;
    private final AnswerParts parts;
    private final Map<Integer, ConverseBlock> blocks = new HashMap<>();
    private Usage usage = Usage.UNREPORTED;
    private String finishReason = "";
    private boolean finished;

    ConverseStream(AnswerContext context, String id) {
        answer = new ChunkedAnswer(context, id);
        parts = new AnswerParts(context, answer.choice(0));
    }

    @Override
    public Framing framing() {
        return Framing.AWS_EVENT_STREAM;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        if (finished) {
            return;
        }
        if (event.exception()) {
            throw new ProviderException(ConverseFailure.inStream(event));
        }
        if (event.data().length == 0) {
            return;
        }
        answer.into(chunks);
        ObjectNode data = ProviderJson.object(event.data());
        if (!finishReason.isEmpty() && !event.name().equals("metadata")) {
            return; // The message has stopped: what still comes is no part of it.
        }
        switch (event.name()) {
            case "messageStart" -> messageStart();
            case "contentBlockStart" -> contentBlockStart(index(data), data.path("start"));
            case "contentBlockDelta" -> contentBlockDelta(index(data), data.path("delta"));
            case "contentBlockStop" -> contentBlockStop(index(data));
            case "messageStop" -> messageStop(data);
            case "metadata" -> metadata(data);
            default -> {
                // An event newer than this means nothing to us.
            }
        }
    }

    /** The usage may be missing at the end, the answer may not. */
    @Override
    public void end(ChunkSink chunks) {
        if (finishReason.isEmpty()) {
            throw ProviderJson.unreadable("The provider's stream ended before it was finished.");
        }
        finished = true;
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public String finishReason() {
        return finishReason;
    }

    private void messageStart() {
        answer.begin("");
    }

    private void contentBlockStart(int index, JsonNode start) {
        blocks.put(index, ConverseBlock.started(start, parts));
    }

    private void contentBlockDelta(int index, JsonNode delta) {
        blocks.computeIfAbsent(index, first -> ConverseBlock.begunBy(delta, parts))
                .delta(delta);
    }

    private void contentBlockStop(int index) {
        ConverseBlock block = blocks.remove(index);
        if (block != null) {
            block.stop();
        }
    }

    private void messageStop(JsonNode data) {
        blocks.values().forEach(ConverseBlock::stop);
        blocks.clear();
        finishReason = parts.finish(FinishReason.of(ProviderJson.textOrNull(data, "stopReason")));
    }

    /** Comes behind {@code messageStop}, and is the last. */
    private void metadata(JsonNode data) {
        usage = ConverseUsage.of(data);
        finished = !finishReason.isEmpty();
        if (finished) {
            answer.usage(usage);
        }
    }

    private static int index(JsonNode data) {
        return data.path("contentBlockIndex").asInt();
    }
}
