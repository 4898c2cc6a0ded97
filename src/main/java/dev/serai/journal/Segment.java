package dev.serai.journal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a segment holds up to the first line that is not as it was written. Immutable.
 *
 * @param entries of the good lines, in order
 * @param rest what is behind them
 */
public record Segment<T>(List<T> entries, Rest rest) {
    /** What is behind the last good line. */
    public enum Rest {
        NOTHING,
        /** A line without its end: the process died while it wrote. */
        TORN,
        /** Something was changed afterwards. */
        DAMAGED
    }

    /** Makes an entry of the JSON of a line. */
    @FunctionalInterface
    public interface Reader<T> {
        /** Null where it is none. */
        @Nullable
        T read(byte[] bytes, int offset, int length);
    }

    public Segment {
        entries = List.copyOf(entries);
    }

    public static <T> Segment<T> of(byte[] segment, Reader<T> reader) {
        List<T> entries = new ArrayList<>();
        int begin = 0;
        while (begin < segment.length) {
            int end = begin;
            while (end < segment.length && segment[end] != '\n') {
                end++;
            }
            if (end == segment.length) {
                return new Segment<>(entries, Rest.TORN);
            }
            T entry = Line.good(segment, begin, end)
                    ? reader.read(segment, begin + Line.PREFIX, end - begin - Line.PREFIX)
                    : null;
            if (entry == null) {
                return new Segment<>(entries, Rest.DAMAGED);
            }
            entries.add(entry);
            begin = end + 1;
        }
        return new Segment<>(entries, Rest.NOTHING);
    }
}
