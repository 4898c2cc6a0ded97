package dev.serai.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.journal.Line;
import dev.serai.journal.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A line of the journal has one entry as JSON. Stateless. */
final class JournalLine {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            // An older release may find what a newer one has left.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final ObjectWriter WRITER = JSON.writerFor(LedgerEntry.class);
    private static final ObjectReader READER = JSON.readerFor(LedgerEntry.class);
    private static final ObjectWriter TRIES = JSON.writer();

    private JournalLine() {}

    static byte[] of(LedgerEntry entry) {
        return Line.of(json(WRITER, entry));
    }

    /** The attempts alone, as the table has them. */
    static String attempts(LedgerEntry entry) {
        return new String(json(TRIES, entry.attempts()), StandardCharsets.UTF_8);
    }

    static Segment<LedgerEntry> read(byte[] segment) {
        return Segment.of(segment, JournalLine::entry);
    }

    private static @Nullable LedgerEntry entry(byte[] bytes, int offset, int length) {
        try {
            return READER.readValue(bytes, offset, length);
        } catch (IOException e) {
            // It is as it was written, but not by this gateway.
            return null;
        }
    }

    private static byte[] json(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An entry can always be written", e);
        }
    }
}
