package dev.serai.dialects;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long a provider asks to be left alone: {@code retry-after-ms}, {@code retry-after} (seconds or a date),
 * {@code x-ms-retry-after-ms}, the first that makes sense. Stateless and thread-safe.
 */
public final class RetryAfter {
    private static final double MOST_SECONDS = Integer.MAX_VALUE;

    private RetryAfter() {}

    /**
     * Whole seconds, rounded up and never negative; null where the provider says nothing that can be read.
     *
     * @param clock tells how far away a date is
     */
    public static @Nullable Integer seconds(ProviderAnswer answer, Clock clock) {
        Integer seconds = milliseconds(answer.header("retry-after-ms"));
        if (seconds == null) {
            seconds = secondsOrDate(answer.header("retry-after"), clock);
        }
        return seconds != null ? seconds : milliseconds(answer.header("x-ms-retry-after-ms"));
    }

    private static @Nullable Integer milliseconds(@Nullable String value) {
        Double number = number(value);
        if (number == null) {
            return null;
        }
        return roundedUp(number / 1000);
    }

    private static @Nullable Integer secondsOrDate(@Nullable String value, Clock clock) {
        Double number = number(value);
        if (number != null) {
            return roundedUp(number);
        }
        return value == null ? null : untilDate(value.strip(), clock);
    }

    private static @Nullable Integer untilDate(String value, Clock clock) {
        try {
            Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            return roundedUp(Duration.between(clock.instant(), date).toMillis() / 1000.0);
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    private static @Nullable Double number(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            double number = Double.parseDouble(value.strip());
            return number >= 0 && Double.isFinite(number) ? number : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static int roundedUp(double seconds) {
        return (int) Math.min(MOST_SECONDS, Math.ceil(Math.max(0, seconds)));
    }
}
