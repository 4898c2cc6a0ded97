package dev.serai.admin;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Moments and days as ISO 8601 has them, to the millisecond. They are of the years 1970 to 9999: what lies beyond has no
 * milliseconds, or no text that everybody reads. Pure functions.
 */
final class IsoMoment {
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private IsoMoment() {}

    /** A moment with its offset, such as {@code 2027-01-31T00:00:00Z}; null: the text is none. */
    static @Nullable Instant moment(String text) {
        try {
            OffsetDateTime moment = OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            return isKnown(moment.getYear()) ? moment.toInstant().truncatedTo(ChronoUnit.MILLIS) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A day, such as {@code 2027-01-31}; null: the text is none. */
    static @Nullable LocalDate day(String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            return isKnown(day.getYear()) ? day : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static boolean isKnown(int year) {
        return year >= FIRST_YEAR && year <= LAST_YEAR;
    }
}
