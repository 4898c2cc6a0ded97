package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.dialects.WireTexts;
import dev.serai.dialects.converse.EventStreamFrames;
import dev.serai.errors.ProviderException;
import dev.serai.streams.EventDecoder;
import dev.serai.streams.SaidText;
import dev.serai.streams.ServerSentEvents;
import dev.serai.streams.StreamEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an answer used while its bytes pass by: it sees them after the client, changes none, and keeps no more than an
 * event. What it can't read is unreported, never an error. One for each answer, used by one thread at a time.
 */
public final class AnswerUsage {
    private final UsageShape shape;
    private final UsageTally tally;
    private @Nullable SaidText said;
    private @Nullable EventDecoder events;
    private @Nullable FieldScanner fields;

    /** @param headers of the answer, by their names in lower case */
    public AnswerUsage(UsageShape shape, Map<String, String> headers) {
        this.shape = shape;
        this.tally = shape.tally();
        tally.headers(headers);
        if (shape != UsageShape.NONE) {
            begin(headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT));
        }
    }

    private void begin(String contentType) {
        if (contentType.startsWith("text/event-stream")) {
            events = shape == UsageShape.OCI ? ServerSentEvents.ofDataLines() : new ServerSentEvents();
        } else if (contentType.startsWith("application/vnd.amazon.eventstream")) {
            events = new EventStreamFrames();
        } else if (contentType.startsWith("application/json") && !shape.fields().isEmpty()) {
            try {
                fields = new FieldScanner(shape.fields(), tally::add);
            } catch (IOException e) {
                throw new IllegalStateException("A parser without input can't fail", e);
            }
        }
    }

    /** What the answer has said so far, or null: nobody could tell. */
    public @Nullable SaidText said() {
        return said;
    }

    /** Takes the next bytes. */
    public void feed(byte[] buffer, int length) {
        try {
            if (events != null) {
                events.feed(buffer, 0, length, this::on);
            } else if (fields != null) {
                said(WireTexts.OF_ANSWERS).feed(buffer, length);
                fields.feed(buffer, 0, length);
            }
        } catch (IOException | RuntimeException unreadable) {
            giveUp();
        }
    }

    /** What the answer used, as far as it has said. */
    public Usage end() {
        if (events != null) {
            try {
                events.end(this::on);
            } catch (ProviderException unreadable) {
                giveUp();
            }
        }
        return tally.usage();
    }

    private void giveUp() {
        events = null;
        fields = null;
    }

    private void on(StreamEvent event) {
        byte[] json = shape == UsageShape.INVOKE ? chunk(event) : event.data();
        String text = new String(json, StandardCharsets.ISO_8859_1);
        said(texts(text)).feed(json);
        // Most events hold a few letters of the answer, and are not worth a tree.
        if (text.contains(shape.mark())) {
            tally.add(ProviderJson.readOrMissing(json));
        }
    }

    private Set<String> texts(String firstEvent) {
        return switch (shape) {
            case OPENAI -> firstEvent.contains("\"response.") ? WireTexts.OF_RESPONSE_EVENTS : WireTexts.OF_CHUNKS;
            case ANTHROPIC -> WireTexts.OF_MESSAGE_EVENTS;
            default -> WireTexts.OF_ANSWERS;
        };
    }

    private SaidText said(Set<String> texts) {
        SaidText text = said;
        if (text == null) {
            text = new SaidText(texts);
            said = text;
        }
        return text;
    }

    /** InvokeModel's events hold the model's own, in Base64. */
    private static byte[] chunk(StreamEvent event) {
        JsonNode payload = ProviderJson.readOrMissing(event.data());
        String bytes = ProviderJson.textOrEmpty(payload, "bytes");
        return bytes.isEmpty() ? event.data() : Base64.getDecoder().decode(bytes);
    }
}
