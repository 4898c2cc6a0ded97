package dev.serai.dialects;

import dev.serai.errors.ErrorEnvelope;
import dev.serai.errors.GatewayError;
import dev.serai.errors.MessagesErrorEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * In which of the clients' dialects an endpoint speaks, beside the JSON that its answers hold: how it frames a stream, and how
 * it words an error. Immutable; the arrays that it gives out are shared, and nobody changes them.
 *
 * <p>What a stream says when it breaks is its translator's word ({@link ChatStream#broken}), since some dialects repeat there
 * what has been said so far.
 */
public enum ClientDialect {
    /** OpenAI's: chats, texts, embeddings, and whatever else is below {@code /v1}. Each chunk is the data of an event. */
    OPENAI("openai", "data: ", "\n\n", "data: [DONE]\n\n", ": keep-alive\n\n", WireTexts.OF_CHUNKS),

    /**
     * OpenAI's Responses: errors as above, but events have names, and the last of them ends the stream. Translators give out
     * whole events, framed.
     */
    RESPONSES("responses", "", "", "", ": keep-alive\n\n", WireTexts.OF_RESPONSE_EVENTS),

    /** Anthropic's Messages: events have names too, a ping is one of them, and errors are Anthropic's. */
    MESSAGES("messages", "", "", "", "event: ping\ndata: {\"type\":\"ping\"}\n\n", WireTexts.OF_MESSAGE_EVENTS) {
        @Override
        public int status(GatewayError error) {
            return MessagesErrorEnvelope.status(error);
        }

        @Override
        public byte[] error(GatewayError error, String requestId) {
            return MessagesErrorEnvelope.body(error, requestId);
        }
    };

    private final String label;
    private final byte[] beforeEvent;
    private final byte[] afterEvent;
    private final byte[] end;
    private final byte[] keepAlive;
    private final Set<String> texts;

    ClientDialect(
            String label, String beforeEvent, String afterEvent, String end, String keepAlive, Set<String> texts) {
        this.label = label;
        this.beforeEvent = ascii(beforeEvent);
        this.afterEvent = ascii(afterEvent);
        this.end = ascii(end);
        this.keepAlive = ascii(keepAlive);
        this.texts = texts;
    }

    /** The dialect of this label; {@link #OPENAI} where there is no such label, or none. */
    public static ClientDialect of(String label) {
        for (ClientDialect dialect : values()) {
            if (dialect.label.equals(label)) {
                return dialect;
            }
        }
        return OPENAI;
    }

    /** What metrics and routes call it. */
    public String label() {
        return label;
    }

    /** What stands before each chunk of a stream on the wire; nothing where translators frame their events themselves. */
    public byte[] beforeEvent() {
        return beforeEvent;
    }

    /** What stands behind each chunk. */
    public byte[] afterEvent() {
        return afterEvent;
    }

    /** What ends a stream that is whole, behind its last chunk; may be nothing. */
    public byte[] end() {
        return end;
    }

    /** What keeps a silent stream alive, whole and framed. */
    public byte[] keepAlive() {
        return keepAlive;
    }

    /** The fields of a stream that hold what the model says, each piece of it once. */
    public Set<String> texts() {
        return texts;
    }

    /** The HTTP status under which a client of this dialect gets an error. */
    public int status(GatewayError error) {
        return error.status();
    }

    /** The body of an error answer: UTF-8 JSON without line breaks. */
    public byte[] error(GatewayError error, String requestId) {
        return ErrorEnvelope.body(error);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
