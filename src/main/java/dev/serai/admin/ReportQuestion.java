package dev.serai.admin;

import dev.serai.errors.GatewayException;
import dev.serai.ledger.UsageReports.Dimension;
import dev.serai.ledger.UsageReports.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a report is asked, read from the parameters of a request. Pure functions. */
final class ReportQuestion {
    private static final Duration LONGEST = Duration.ofDays(400);
    private static final int DAYS = 30;
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String BY = "by";
    private static final String FORMAT = "format";
    private static final String CSV = "csv";
    private static final Set<String> KNOWN = known();

    private ReportQuestion() {}

    private static Set<String> known() {
        Set<String> known = new HashSet<>(Set.of(FROM, TO, BY, FORMAT));
        for (Dimension dimension : Dimension.values()) {
            if (dimension != Dimension.DAY) {
                known.add(filter(dimension));
            }
        }
        return Set.copyOf(known);
    }

    /** Of the last thirty days by day, where nothing else is said. */
    static Question read(AdminRequest request, Instant now) {
        request.allow(KNOWN);
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Instant from = moment(request, FROM, today.minusDays(DAYS - 1L), 0);
        Instant to = moment(request, TO, today, 1);
        if (!from.isBefore(to)) {
            throw GatewayException.invalid("invalid_value", FROM, "The time ends before it begins");
        }
        if (Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw GatewayException.invalid(
                    "invalid_value", FROM, "A report is over " + LONGEST.toDays() + " days at most");
        }
        return new Question(from.toEpochMilli(), to.toEpochMilli(), by(request), only(request));
    }

    /** A day of UTC, or a moment. */
    private static Instant moment(AdminRequest request, String name, LocalDate otherwise, int daysAfter) {
        String text = request.parameter(name);
        Instant moment = text != null && text.indexOf('T') > 0 ? IsoMoment.moment(text) : null;
        if (moment != null) {
            return moment;
        }
        LocalDate day = text == null ? otherwise : IsoMoment.day(text);
        if (day == null) {
            throw GatewayException.invalid(
                    "invalid_value",
                    name,
                    "A day is wanted (2026-11-01), or a moment (2026-11-01T08:00:00Z), of the years 1970 to 9999");
        }
        return day.plusDays(daysAfter).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The same of a time without a beginning or an end of its own; null: it was not said. */
    static @Nullable Long millis(AdminRequest request, String name, int daysAfter) {
        return request.parameter(name) == null
                ? null
                : moment(request, name, LocalDate.EPOCH, daysAfter).toEpochMilli();
    }

    private static List<Dimension> by(AdminRequest request) {
        String text = request.parameter(BY);
        List<Dimension> by = new ArrayList<>();
        for (String name : (text == null ? Dimension.DAY.text() : text).split(",", -1)) {
            Dimension dimension = Dimension.of(name.strip());
            if (dimension == null || by.contains(dimension)) {
                throw GatewayException.invalid(
                        "invalid_value",
                        BY,
                        "Some of key, team, model, provider, provider_model, endpoint and day are wanted, each once");
            }
            by.add(dimension);
        }
        return by;
    }

    private static Map<Dimension, String> only(AdminRequest request) {
        Map<Dimension, String> only = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            String value = dimension == Dimension.DAY ? null : request.parameter(filter(dimension));
            if (value != null) {
                only.put(dimension, value);
            }
        }
        return only;
    }

    /** What is named {@code key} in a URL is refused, whatever it is: it may be one. */
    private static String filter(Dimension dimension) {
        return dimension == Dimension.KEY ? "key_id" : dimension.text();
    }

    /** By the parameter, else by what the client takes. */
    static boolean csv(AdminRequest request) {
        String format = request.parameter(FORMAT);
        if (format == null) {
            return request.accept() != null && request.accept().startsWith("text/csv");
        }
        if (!format.equals(CSV) && !format.equals("json")) {
            throw GatewayException.invalid("invalid_value", FORMAT, "It is json or csv");
        }
        return format.equals(CSV);
    }
}
