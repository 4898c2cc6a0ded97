package dev.serai.dialects.responses;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.Json;
import dev.serai.dialects.JsonBytes;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Passes a stream's events on under the client's name for the model. What only says that the response has been begun waits
 * for the first event that brings a part of it: until then another provider can still take over. One for each streamed
 * answer, used by one thread at a time.
 */
final class NativeResponseStream implements ChatStream {
    private final ResponsesRequest request;
    private final AnswerContext context;
    private final Function<ProviderAnswer, ProviderFailure> failures;
    private final List<byte[]> held = new ArrayList<>(2);
    private final List<byte[]> items = new ArrayList<>();
    private byte @Nullable [] response;
    private Usage usage = Usage.UNREPORTED;
    private String finishReason = "";
    private boolean begun;
    private boolean finished;
    private long sequence = -1;

    NativeResponseStream(
            ResponsesRequest request, AnswerContext context, Function<ProviderAnswer, ProviderFailure> failures) {
        this.request = request;
        this.context = context;
        this.failures = failures;
    }

    @Override
    public Framing framing() {
        return Framing.SERVER_SENT_EVENTS;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        // Some servers end with [DONE], as chats do; the terminal event is another.
        if (finished || event.data().length == 0 || event.data()[0] != '{') {
            return;
        }
        Event read = new Event(oneLine(event.data()));
        switch (read.type) {
            case "response.created", "response.queued", "response.in_progress" -> beginning(read, chunks);
            case "response.completed", "response.incomplete" -> terminal(read, chunks);
            case "response.failed" -> failed(read);
            case "error" -> throw new ProviderException(failure(read.fields.bytes()));
            case "response.output_item.done" -> {
                items.add(read.value("item"));
                give(read.framed(read.fields.bytes()), chunks);
            }
            default -> give(read.framed(read.fields.bytes()), chunks);
        }
        // An error that was not passed on has no number: what is told in its place takes it.
        sequence = Math.max(sequence, read.sequence);
    }

    private void beginning(Event event, ChunkSink chunks) {
        byte[] framed = event.framed(renamed(event));
        if (begun) {
            chunks.chunk(framed);
        } else {
            held.add(framed);
        }
    }

    private void terminal(Event event, ChunkSink chunks) {
        byte[] json = renamed(event);
        JsonNode whole = ProviderJson.object(event.value("response"));
        usage = NativeResponses.usage(whole);
        finishReason = NativeResponses.finishReason(whole);
        give(event.framed(json), chunks);
        finished = true;
    }

    /** The event with the client's name for the model in it. */
    private byte[] renamed(Event event) {
        FieldRange range = event.fields.get("response");
        if (range == null) {
            throw ProviderJson.unreadable("An event of the provider's stream lacks its response.");
        }
        byte[] named = NativeResponses.named(JsonFields.of(event.fields.value(range)), context)
                .apply();
        response = named;
        return event.fields.splice().replace(range, named).apply();
    }

    private void failed(Event event) {
        renamed(event);
        ObjectNode whole = ProviderJson.object(event.value("response"));
        usage = NativeResponses.usage(whole);
        throw new ProviderException(failure(Json.bytes(whole)));
    }

    private ProviderFailure failure(byte[] error) {
        return failures.apply(new ProviderAnswer(200, Map.of(), error));
    }

    private void give(byte[] framed, ChunkSink chunks) {
        begun = true;
        held.forEach(chunks::chunk);
        held.clear();
        chunks.chunk(framed);
    }

    @Override
    public void end(ChunkSink chunks) {
        if (!finished) {
            throw ProviderJson.unreadable("The provider's stream ended before its answer did.");
        }
    }

    @Override
    public byte[] broken(GatewayError error, String requestId) {
        ObjectNode told = ChatAsResponseStream.error(error);
        byte[] failed = response == null
                ? new ResponseFrame(request, context).json("failed", items(), told, null, usage, null)
                : failed(response, told);
        return new JsonBytes(failed.length + 96)
                .raw("event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":")
                .number(sequence + 1)
                .raw(",\"response\":")
                .raw(failed)
                .raw("}\n\n")
                .toByteArray();
    }

    /** The response as it was last told, with the items that were told since. */
    private byte[] failed(byte[] last, ObjectNode error) {
        JsonFields fields = JsonFields.of(last);
        JsonSplice splice = fields.splice();
        put(fields, splice, "status", JsonSplice.string("failed"));
        put(fields, splice, "error", Json.bytes(error));
        put(fields, splice, "output", items());
        return splice.apply();
    }

    private static void put(JsonFields fields, JsonSplice splice, String name, byte[] value) {
        FieldRange field = fields.get(name);
        if (field == null) {
            splice.append(name, value);
        } else {
            splice.replace(field, value);
        }
    }

    private byte[] items() {
        JsonBytes json = new JsonBytes(256).raw("[");
        for (int i = 0; i < items.size(); i++) {
            json.raw(i == 0 ? "" : ",").raw(items.get(i));
        }
        return json.raw("]").toByteArray();
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

    /** What the gateway has to know of an event, read in one pass over its bytes. */
    private static final class Event {
        private final JsonFields fields;
        private String type = "";
        private long sequence = -1;

        Event(byte[] json) {
            fields = JsonFields.of(json, this::read);
        }

        private void read(String name, JsonParser value) throws IOException {
            if (name.equals("type") && value.currentToken() == JsonToken.VALUE_STRING) {
                type = value.getText();
            } else if (name.equals("sequence_number") && value.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                sequence = value.getValueAsLong();
            }
        }

        byte[] value(String name) {
            FieldRange range = fields.get(name);
            if (range == null) {
                throw ProviderJson.unreadable("An event of the provider's stream lacks its " + name + ".");
            }
            return fields.value(range);
        }

        /** The event as it stands on the wire; its name is its type. */
        byte[] framed(byte[] json) {
            if (type.isEmpty() || type.chars().anyMatch(character -> character <= ' ')) {
                throw ProviderJson.unreadable("An event of the provider's stream has no type.");
            }
            return new JsonBytes(json.length + type.length() + 24)
                    .raw("event: ")
                    .raw(type)
                    .raw("\ndata: ")
                    .raw(json)
                    .raw("\n\n")
                    .toByteArray();
        }
    }
}
