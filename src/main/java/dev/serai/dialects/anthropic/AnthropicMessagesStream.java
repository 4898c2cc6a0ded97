package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ClientDialect;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.NamedEvent;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;

/**
 * Passes Anthropic's events on as they are but for the model's name, and watches them: what they say of usage and of the end is
 * for the books, and a stream without its end is a broken one. One for each streamed answer, used by one thread at a time.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">Anthropic: streaming messages</a>
 */
final class AnthropicMessagesStream implements ChatStream {
    private final AnswerContext context;
    private final AnthropicUsage usage = new AnthropicUsage();
    private boolean begun;
    private boolean finished;
    private String finishReason = "";

    AnthropicMessagesStream(AnswerContext context) {
        this.context = context;
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
        byte[] data = oneLine(event.data());
        String type = event.name().isEmpty() || event.name().equals("message") ? type(data) : event.name();
        switch (type) {
            case "message_start" -> pass(type, start(data), chunks);
            case "message_delta" -> pass(type, delta(data), chunks);
            case "message_stop" -> {
                finished = true;
                pass(type, data, chunks);
            }
            case "error" -> throw new ProviderException(AnthropicFailure.inBody(ProviderJson.object(data)));
            default -> other(type, data, chunks);
        }
    }

    /** Blocks, pings, and what is newer than this. Before the message's start nothing has a meaning. */
    private void other(String type, byte[] data, ChunkSink chunks) {
        if (type.isEmpty()) {
            unnamed(data);
            return;
        }
        if (data[0] != '{' || data[data.length - 1] != '}') {
            throw ProviderJson.unreadable("An event of the provider's stream is no JSON object.");
        }
        if (begun) {
            pass(type, data, chunks);
        } else if (!type.equals("ping")) {
            throw ProviderJson.unreadable("The provider's stream does not begin with a message.");
        }
    }

    /** What has neither name nor type means nothing to a client; an error in another server's form does. */
    private static void unnamed(byte[] data) {
        ObjectNode event = ProviderJson.object(data);
        if (event.path("error").isObject()) {
            throw new ProviderException(AnthropicFailure.inBody(event));
        }
    }

    private static void pass(String type, byte[] data, ChunkSink chunks) {
        chunks.chunk(NamedEvent.of(type, data));
    }

    private byte[] start(byte[] data) {
        JsonFields event = JsonFields.of(data);
        FieldRange range = event.get("message");
        if (range == null || begun) {
            throw ProviderJson.unreadable("The provider's stream begins without a message, or twice.");
        }
        begun = true;
        JsonFields message = JsonFields.of(event.value(range));
        usage.add(AnthropicMessages.value(message, "usage"));
        JsonSplice splice = event.splice();
        return splice.replace(range, AnthropicMessages.named(message, context.model()))
                .apply();
    }

    private byte[] delta(byte[] data) {
        ObjectNode event = ProviderJson.object(data);
        if (!begun) {
            throw ProviderJson.unreadable("The provider's stream does not begin with a message.");
        }
        usage.add(event.path("usage"));
        String reason = ProviderJson.textOrEmpty(event.path("delta"), "stop_reason");
        if (!reason.isEmpty()) {
            finishReason = AnthropicMessages.finishReason(reason);
        }
        return data;
    }

    private static String type(byte[] data) {
        return ProviderJson.textOrEmpty(ProviderJson.object(data), "type");
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

    @Override
    public void end(ChunkSink chunks) {
        if (!finished) {
            throw ProviderJson.unreadable("The provider's stream ended before it was finished.");
        }
    }

    @Override
    public byte[] broken(GatewayError error, String requestId) {
        return NamedEvent.of("error", ClientDialect.MESSAGES.error(error, requestId));
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
}
