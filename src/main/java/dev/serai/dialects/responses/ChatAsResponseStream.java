package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.StreamOverChat;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.streams.StreamEvent;
import org.jspecify.annotations.Nullable;

/**
 * Turns the chunks of a chat into the events of a response; how the stream ends, and whether it does, is the chat's to say. One
 * for each streamed answer, used by one thread at a time.
 */
final class ChatAsResponseStream extends StreamOverChat {
    private final ResponseFrame frame;
    private final ResponseEvents events;
    private final ResponseOutput output;
    private @Nullable String serviceTier;
    private boolean begun;
    private boolean finished;

    ChatAsResponseStream(ChatStream chat, ResponsesRequest request, AnswerContext context) {
        super(chat);
        this.frame = new ResponseFrame(request, context);
        this.events = new ResponseEvents();
        this.output = new ResponseOutput(events);
    }

    /** The rest of a response of which its client has the beginning. */
    ChatAsResponseStream(ChatStream chat, ResponseFrame frame, ResponseEvents events, ResponseOutput output) {
        super(chat);
        this.frame = frame;
        this.events = events;
        this.output = output;
        this.begun = true;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        events.into(chunks);
        chat.on(event, this::chunk);
        if (chat.finished()) {
            finish();
        }
    }

    @Override
    public void end(ChunkSink chunks) {
        events.into(chunks);
        chat.end(this::chunk);
        finish();
    }

    private void chunk(byte[] json) {
        ObjectNode chunk = ProviderJson.object(json);
        begin();
        if (chunk.path("service_tier").isTextual()) {
            serviceTier = chunk.get("service_tier").textValue();
        }
        for (JsonNode choice : chunk.path("choices")) {
            if (choice.path("index").asInt() == 0) {
                output.add(choice.path("delta"), choice.path("logprobs"));
            }
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            byte[] response = response(OutputItem.IN_PROGRESS, null, null);
            events.response("response.created", response);
            events.response("response.in_progress", response);
        }
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        begin();
        output.end(chat.finishReason());
        String incomplete = ResponsesOverChat.incomplete(chat.finishReason());
        String status = incomplete == null ? OutputItem.COMPLETED : OutputItem.INCOMPLETE;
        events.response("response." + status, response(status, null, incomplete));
    }

    private byte[] response(String status, @Nullable ObjectNode error, @Nullable String incomplete) {
        boolean open = status.equals(OutputItem.IN_PROGRESS);
        return frame.json(
                status,
                error == null ? output.json() : output.brokenJson(),
                error,
                incomplete,
                open ? Usage.UNREPORTED : chat.told(),
                serviceTier);
    }

    @Override
    public byte[] broken(GatewayError error, String requestId) {
        return events.failed(response("failed", error(error), null));
    }

    /** What broke a response, as its object tells it. */
    static ObjectNode error(GatewayError error) {
        String code = error.code();
        return Json.object().put("code", code == null ? "server_error" : code).put("message", error.message());
    }

    @Override
    public boolean finished() {
        return finished;
    }
}
