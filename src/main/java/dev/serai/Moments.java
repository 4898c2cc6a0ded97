package dev.serai;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as people type them on a command line: each reader gives null for what it can't read. */
final class Moments {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");

    /** What comes behind it has no text that everybody reads, and in the end no milliseconds. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Moments() {}

    /** {@code 90d}, {@code 24h}, {@code 15m}, {@code 30s}. */
    static @Nullable Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** A time from now, a day's beginning in UTC ({@code 2027-01-31}), or an instant ({@code 2027-01-31T12:00:00Z}). */
    static @Nullable Instant instant(String text, Clock clock) {
        Duration fromNow = duration(text);
        if (fromNow != null) {
            return clock.instant().plus(fromNow);
        }
        try {
            Instant instant = text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
            return instant.isBefore(Instant.EPOCH) || instant.isAfter(LAST) ? null : instant;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
