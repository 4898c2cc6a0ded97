package dev.serai.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A line of the journal: CRC-32C of what follows in eight hexadecimal digits, a space, one entry as JSON, a line feed. */
final class JournalLine {
    private static final int CHECKSUM = 8;
    private static final int PREFIX = CHECKSUM + 1;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

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

    /**
     * What a segment holds up to the first line that is not as it was written.
     *
     * @param entries of the good lines, in order
     * @param rest what is behind them
     */
    record Segment(List<LedgerEntry> entries, Rest rest) {}

    /** What is behind the last good line. */
    enum Rest {
        NOTHING,
        /** A line without its end: the process died while it wrote, before the answer had ended. */
        TORN,
        /** Something was changed afterwards. */
        DAMAGED
    }

    static byte[] of(LedgerEntry entry) {
        byte[] json = json(WRITER, entry);
        byte[] line = new byte[PREFIX + json.length + 1];
        int checksum = checksum(json, 0, json.length);
        for (int i = 0; i < CHECKSUM; i++) {
            line[i] = HEX[checksum >>> 4 * (CHECKSUM - 1 - i) & 0xf];
        }
        line[CHECKSUM] = ' ';
        System.arraycopy(json, 0, line, PREFIX, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    /** The attempts alone, as the table has them. */
    static String attempts(LedgerEntry entry) {
        return new String(json(TRIES, entry.attempts()), StandardCharsets.UTF_8);
    }

    static Segment read(byte[] segment) {
        List<LedgerEntry> entries = new ArrayList<>();
        int begin = 0;
        while (begin < segment.length) {
            int end = begin;
            while (end < segment.length && segment[end] != '\n') {
                end++;
            }
            if (end == segment.length) {
                return new Segment(entries, Rest.TORN);
            }
            LedgerEntry entry = entry(segment, begin, end);
            if (entry == null) {
                return new Segment(entries, Rest.DAMAGED);
            }
            entries.add(entry);
            begin = end + 1;
        }
        return new Segment(entries, Rest.NOTHING);
    }

    private static @Nullable LedgerEntry entry(byte[] bytes, int begin, int end) {
        int json = begin + PREFIX;
        if (json >= end || bytes[json - 1] != ' ') {
            return null;
        }
        int written = 0;
        for (int i = begin; i < begin + CHECKSUM; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return null;
            }
            written = written << 4 | digit;
        }
        if (written != checksum(bytes, json, end - json)) {
            return null;
        }
        try {
            return READER.readValue(bytes, json, end - json);
        } catch (IOException e) {
            // It is as it was written, but not by this gateway.
            return null;
        }
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, offset, length);
        return (int) checksum.getValue();
    }

    private static byte[] json(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An entry can always be written", e);
        }
    }
}
