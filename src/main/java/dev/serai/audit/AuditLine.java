package dev.serai.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.journal.Line;
import dev.serai.journal.Segment;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit's journal: an event with its id. Immutable.
 *
 * @param id no other event's
 * @param content what is kept with it, or null
 */
record AuditLine(String id, AuditEvent event, @Nullable SealedContent content) {
    AuditLine(String id, AuditEvent event) {
        this(id, event, null);
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            // An older release may find what a newer one has left.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final ObjectWriter WRITER = JSON.writerFor(AuditLine.class);
    private static final ObjectReader READER = JSON.readerFor(AuditLine.class);

    byte[] bytes() {
        try {
            return Line.of(WRITER.writeValueAsBytes(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event can always be written", e);
        }
    }

    static Segment<AuditLine> read(byte[] segment) {
        return Segment.of(segment, AuditLine::line);
    }

    private static @Nullable AuditLine line(byte[] bytes, int offset, int length) {
        try {
            return READER.readValue(bytes, offset, length);
        } catch (IOException e) {
            // It is as it was written, but not by this gateway.
            return null;
        }
    }
}
