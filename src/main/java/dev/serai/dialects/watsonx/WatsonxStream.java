package dev.serai.dialects.watsonx;

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
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of {@code chat_stream} and {@code generation_stream} into OpenAI's chunks. It is whole when every choice
 * has said why it finished: the bytes may just end then, {@code [DONE]} comes or does not. One for each streamed answer, used
 * by one thread at a time.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#text-chat-stream">watsonx.ai: infer text event stream</a>
 */
final class WatsonxStream implements ChatStream {
    /** OpenAI's limit of {@code n}: an index beyond it is no choice that anybody asked for. */
    private static final int MOST_CHOICES = 128;

    private final AnswerContext context;
    private final String fallbackId;
    private final WatsonxUsage usage = new WatsonxUsage();
    private final Map<Integer, WatsonxChoice> choices = new TreeMap<>();
    private @Nullable ChunkedAnswer answer;
    private boolean finished;

    WatsonxStream(AnswerContext context, String fallbackId) {
        this.context = context;
        this.fallbackId = fallbackId;
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
        if (isDone(event.data())) {
            done(chunks);
            return;
        }
        ObjectNode data = ProviderJson.object(event.data());
        if (event.name().equals("error") || WatsonxFailure.is(data)) {
            throw new ProviderException(WatsonxFailure.inBody(data));
        }
        WatsonxHead.logWarnings(data);
        usage.add(data);
        data.path("choices").forEach(choice -> choice(choice, data, chunks));
        data.path("results").forEach(result -> result(result, data, chunks));
    }

    @Override
    public void end(ChunkSink chunks) {
        if (finished) {
            return;
        }
        boolean whole = choices.values().stream()
                .noneMatch(choice -> choice.finishReason().isEmpty());
        if (choices.isEmpty() || !whole) {
            throw ProviderJson.unreadable("The provider's stream ended before its answer did.");
        }
        done(chunks);
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
        WatsonxChoice first = choices.get(0);
        return first == null ? "" : first.finishReason();
    }

    private void choice(JsonNode choice, JsonNode event, ChunkSink chunks) {
        int index = choice.path("index").asInt();
        if (index >= 0 && index < MOST_CHOICES) {
            open(index, event, chunks).delta(choice);
        }
    }

    private void result(JsonNode result, JsonNode event, ChunkSink chunks) {
        WatsonxChoice only = open(0, event, chunks);
        only.text(ProviderJson.textOrEmpty(result, "generated_text"));
        String reason = ProviderJson.textOrEmpty(result, "stop_reason");
        if (!reason.isEmpty() && !reason.equalsIgnoreCase(WatsonxFinish.NOT_FINISHED)) {
            only.finish(reason);
        }
    }

    /** Every chunk has the first event's id and time. */
    private WatsonxChoice open(int index, JsonNode event, ChunkSink chunks) {
        if (answer == null) {
            answer = new ChunkedAnswer(WatsonxHead.dated(context, event), fallbackId);
        }
        ChunkedAnswer chunked = answer.into(chunks);
        chunked.begin(ProviderJson.textOrNull(event, "id"));
        return choices.computeIfAbsent(
                index, unseen -> new WatsonxChoice(new AnswerParts(context, chunked.choice(unseen))));
    }

    private void done(ChunkSink chunks) {
        if (answer == null) {
            throw ProviderJson.unreadable("The provider's stream ended without an answer.");
        }
        answer.into(chunks);
        choices.values().forEach(choice -> choice.finish("stop"));
        finished = true;
        answer.usage(usage.normalised());
    }

    private static boolean isDone(byte[] data) {
        return data[0] != '{'
                && data.length < 16
                && new String(data, StandardCharsets.US_ASCII).strip().equals("[DONE]");
    }
}
