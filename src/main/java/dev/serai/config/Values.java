package dev.serai.config;

import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How scalars are written in configuration: each reader gives null for what it can't read. */
final class Values {
    private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,15})\\s?([A-Za-z]*)");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);
    private static final Map<String, Long> BYTES = Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30);
    /** Longer than any client waits; keeps sums of durations far from overflow. */
    private static final long LONGEST_MILLIS = Duration.ofDays(7).toMillis();

    private Values() {}

    /** In the three spellings of YAML's core schema. */
    static @Nullable Boolean flag(String text) {
        return switch (text) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> null;
        };
    }

    static @Nullable Integer wholeNumber(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A decimal number; not what else Java would read ({@code NaN}, {@code 1d}, hexadecimal). */
    static @Nullable Double number(String text) {
        return DECIMAL.matcher(text).matches() ? Double.valueOf(text) : null;
    }

    static @Nullable LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A number as people write it: {@code 100}, {@code 0.5}. */
    static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** {@code 120s}, {@code 2m}, {@code 500ms}, {@code 1h}. */
    static @Nullable Duration duration(String text) {
        Matcher matcher = WITH_UNIT.matcher(text);
        Long unit = matcher.matches() ? MILLIS.get(matcher.group(2)) : null;
        return unit == null ? null : millis(Long.parseLong(matcher.group(1)), unit);
    }

    /** As {@link #duration}, and a bare number is seconds. */
    static @Nullable Duration seconds(String text) {
        return duration(text.chars().allMatch(Character::isDigit) ? text + "s" : text);
    }

    static @Nullable Long bytes(String text) {
        Matcher matcher = WITH_UNIT.matcher(text);
        Long unit = matcher.matches() ? BYTES.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        return number <= Long.MAX_VALUE / unit ? number * unit : null;
    }

    private static @Nullable Duration millis(long number, long unit) {
        return number <= LONGEST_MILLIS / unit ? Duration.ofMillis(number * unit) : null;
    }
}
