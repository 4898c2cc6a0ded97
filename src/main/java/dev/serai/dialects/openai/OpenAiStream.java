package dev.serai.dialects.openai;

import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Passes a stream's chunks on, one scan and one copy each. One for each streamed answer, used by one thread at a time. */
final class OpenAiStream implements ChatStream {
    private static final byte[] EMPTY_ARRAY = {'[', ']'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final AnswerContext context;
    private final OpenAiFailures failures;
    private final byte[] model;
    private final ToolIndexes toolIndexes = new ToolIndexes();
    private final StreamHead head = new StreamHead();
    private boolean answered;
    private boolean finished;
    /** The choices that have begun, those that have ended, and those that call, a bit for each. */
    private long seen;

    private long ended;

    private long called;

    private String finishReason = "";
    private Usage usage = Usage.UNREPORTED;
    private byte @Nullable [] usageChunk;

    OpenAiStream(AnswerContext context, OpenAiFailures failures) {
        this.context = context;
        this.failures = failures;
        this.model = JsonSplice.string(context.model());
    }

    @Override
    public Framing framing() {
        return Framing.SERVER_SENT_EVENTS;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        if (finished || isBlank(event.data())) {
            return;
        }
        if (isDone(event.data())) {
            terminal(chunks);
        } else {
            data(event, chunks);
        }
    }

    @Override
    public void end(ChunkSink chunks) {
        if (finished) {
            return;
        }
        // vLLM's and others' streams may just end: the choices' finish reasons are as good as [DONE].
        if (finishReason.isEmpty() || (seen & ~ended) != 0) {
            throw ProviderJson.unreadable("The provider's stream ended before its answer did.");
        }
        terminal(chunks);
    }

    private void terminal(ChunkSink chunks) {
        if (!answered) {
            throw ProviderJson.unreadable("The provider's stream ended without an answer.");
        }
        finished = true;
        if (usageChunk != null) {
            chunks.chunk(usageChunk);
        }
    }

    private void data(StreamEvent event, ChunkSink chunks) {
        OpenAiFields chunk = new OpenAiFields(oneLine(event.data()), toolIndexes, context);
        if (chunk.isError() || event.name().equals("error")) {
            throw new ProviderException(failures.of(new ProviderAnswer(200, Map.of(), chunk.bytes())));
        }
        if (chunk.hasUsage()) {
            usage(chunk);
        }
        // Azure begins with one without choices; the one with usage waits for the end.
        if (chunk.choices().count() > 0 && !chunk.choices().onlyAnnotate()) {
            choices(chunk, chunks);
        }
    }

    /**
     * Servers report on a chunk of its own, on the last, or on each. The client gets the last report, on a chunk of its own
     * at the end, if it asked: clients add up what they get.
     */
    private void usage(OpenAiFields chunk) {
        usage = chunk.usage();
        if (!context.includeUsage()) {
            return;
        }
        JsonSplice splice = chunk.named(model);
        FieldRange choices = chunk.get("choices");
        usageChunk = choices == null
                ? splice.append("choices", EMPTY_ARRAY).apply()
                : splice.replace(choices, EMPTY_ARRAY).apply();
    }

    private void choices(OpenAiFields chunk, ChunkSink chunks) {
        answered = true;
        seen |= chunk.choices().seen();
        ended |= chunk.choices().ended();
        called |= chunk.choices().called();
        boolean endsFirst = (chunk.choices().ended() & 1) != 0;
        if (endsFirst || finishReason.isEmpty()) {
            finishReason = chunk.choices().finishReason();
        }
        JsonSplice splice = chunk.named(model);
        chunk.choices().correct(splice);
        if (context.withoutFilterResults()) {
            head.correct(chunk, splice);
        }
        FieldRange reported = chunk.get("usage");
        if (reported != null && context.includeUsage()) {
            splice.replace(reported, NULL);
        } else if (reported != null) {
            splice.remove(reported);
        }
        chunks.chunk(splice.apply());
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
        return Choices.outcome(finishReason, called);
    }

    private static boolean isBlank(byte[] data) {
        for (byte character : data) {
            if (character != ' ' && character != '\n') {
                return false;
            }
        }
        return true;
    }

    private static boolean isDone(byte[] data) {
        return data[0] != '{'
                && data.length < 16
                && new String(data, StandardCharsets.US_ASCII).strip().equals("[DONE]");
    }

    /** Several {@code data:} lines were joined by line feeds, which in JSON can only stand between tokens. */
    private static byte[] oneLine(byte[] data) {
        byte[] line = data;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == '\n' || data[i] == '\r') {
                line = line == data ? data.clone() : line;
                line[i] = ' ';
            }
        }
        return line;
    }
}
