package dev.serai.ledger;

import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sums of the table {@code ledger}: what was used and what it cost, by whatever is asked for. Every question is over a time, by
 * which the rows are indexed. Blocks, for as long as the store lets it. Thread-safe.
 */
public final class UsageReports {
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final int TOKEN_KINDS = Tokens.values().length;
    private static final String SUMS = "COUNT(*) AS requests,"
            + " SUM(CASE WHEN status >= 400 THEN 1 ELSE 0 END) AS failed,"
            + " SUM(CASE WHEN cost_nano_usd IS NULL THEN 1 ELSE 0 END) AS unpriced,"
            + " SUM(input_tokens) AS input_tokens,"
            + " SUM(cache_read_tokens) AS cache_read_tokens,"
            + " SUM(cache_write_5m_tokens) AS cache_write_5m_tokens,"
            + " SUM(cache_write_1h_tokens) AS cache_write_1h_tokens,"
            + " SUM(output_tokens) AS output_tokens,"
            + " SUM(reasoning_tokens) AS reasoning_tokens,"
            + " COALESCE(SUM(cost_nano_usd), 0) AS cost";

    private final Store store;

    /** What sums can be made by, and rows be chosen by. */
    public enum Dimension {
        KEY("key_id"),
        TEAM("team"),
        ENDPOINT("endpoint"),
        MODEL("model"),
        PROVIDER("provider"),
        PROVIDER_MODEL("provider_model"),
        /** Of UTC. */
        DAY("started_at / " + DAY_MILLIS);

        private final String column;

        Dimension(String column) {
            this.column = column;
        }

        /** Null where the text names none. */
        public static @Nullable Dimension of(String text) {
            for (Dimension dimension : values()) {
                if (dimension.text().equals(text)) {
                    return dimension;
                }
            }
            return null;
        }

        /** As it is written: {@code provider_model}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The kinds that a row counts apart; each token is in one of them, but reasoning, which is part of the output. */
    public enum Tokens {
        INPUT,
        CACHE_READ,
        CACHE_WRITE_5M,
        CACHE_WRITE_1H,
        OUTPUT,
        REASONING;

        /** The column. */
        public String text() {
            return name().toLowerCase(Locale.ROOT) + "_tokens";
        }
    }

    /**
     * What is asked.
     *
     * @param from milliseconds since 1970 of the first moment
     * @param to of the first moment that is no longer meant
     * @param by what the sums are made by; none: one sum of all
     * @param only values that a row must have; not by day
     */
    public record Question(long from, long to, List<Dimension> by, Map<Dimension, String> only) {
        public Question {
            by = List.copyOf(by);
            only = Map.copyOf(only);
        }
    }

    /**
     * One sum.
     *
     * @param by the values that its rows share; a null value: they have none
     * @param keyName of the key, where the sums are made by key and it is still there
     * @param failed requests whose client got a status of 400 or more
     * @param unpriced requests for which no price was known: they are in no cost
     * @param tokens in the order of {@link Tokens}
     * @param nanoUsd billionths of a dollar
     */
    public record Sum(
            Map<Dimension, @Nullable String> by,
            @Nullable String keyName,
            long requests,
            long failed,
            long unpriced,
            List<Long> tokens,
            long nanoUsd) {}

    public UsageReports(Store store) {
        this.store = store;
    }

    /**
     * The sums, the days in order, then the dearest first.
     *
     * @param most of them that are read
     * @throws StoreException if the store does not answer in time
     */
    public List<Sum> ask(Question question, int most) {
        store.prepare();
        return store.read(statements -> ask(statements, question, most));
    }

    private static List<Sum> ask(Statements statements, Question question, int most) throws SQLException {
        List<Object> values = new ArrayList<>(List.of(question.from(), question.to()));
        StringBuilder where = new StringBuilder(" WHERE started_at >= ? AND started_at < ?");
        question.only().forEach((dimension, value) -> {
            where.append(" AND ").append(dimension.column).append(" = ?");
            values.add(value);
        });
        values.add(most);
        boolean named = question.by().contains(Dimension.KEY);
        String sums = "SELECT " + grouped(question.by(), " AS ") + SUMS + " FROM ledger" + where
                + (question.by().isEmpty() ? "" : " GROUP BY " + groups(question.by()));
        String sql = "SELECT sums.*" + (named ? ", api_keys.name AS key_name" : "") + " FROM (" + sums + ") sums"
                + (named ? " LEFT JOIN api_keys ON api_keys.id = sums.by_key" : "") + order(question.by())
                + " LIMIT ?";
        return statements.query(sql, row -> read(row, question.by(), named), values.toArray());
    }

    private static String grouped(List<Dimension> by, String as) {
        StringBuilder columns = new StringBuilder();
        by.forEach(dimension -> columns.append(dimension.column)
                .append(as)
                .append("by_")
                .append(dimension.text())
                .append(", "));
        return columns.toString();
    }

    private static String groups(List<Dimension> by) {
        return String.join(", ", by.stream().map(dimension -> dimension.column).toList());
    }

    private static String order(List<Dimension> by) {
        List<String> order = new ArrayList<>();
        if (by.contains(Dimension.DAY)) {
            order.add("by_day");
        }
        order.add("cost DESC");
        order.add("requests DESC");
        // The rest for the same order each time.
        by.forEach(dimension -> order.add("by_" + dimension.text()));
        return " ORDER BY " + String.join(", ", order);
    }

    private static Sum read(ResultSet row, List<Dimension> by, boolean named) throws SQLException {
        Map<Dimension, @Nullable String> values = new EnumMap<>(Dimension.class);
        for (Dimension dimension : by) {
            String column = "by_" + dimension.text();
            values.put(
                    dimension,
                    dimension == Dimension.DAY
                            ? LocalDate.ofEpochDay(row.getLong(column)).toString()
                            : row.getString(column));
        }
        List<Long> tokens = new ArrayList<>(TOKEN_KINDS);
        for (Tokens kind : Tokens.values()) {
            tokens.add(row.getLong(kind.text()));
        }
        return new Sum(
                values,
                named ? row.getString("key_name") : null,
                row.getLong("requests"),
                row.getLong("failed"),
                row.getLong("unpriced"),
                tokens,
                row.getLong("cost"));
    }

    /** All of them in one. */
    public static Sum total(List<Sum> sums) {
        List<Long> tokens = new ArrayList<>(TOKEN_KINDS);
        for (Tokens kind : Tokens.values()) {
            tokens.add(sums.stream()
                    .mapToLong(sum -> Objects.requireNonNull(sum.tokens().get(kind.ordinal())))
                    .sum());
        }
        return new Sum(
                Map.of(),
                null,
                sums.stream().mapToLong(Sum::requests).sum(),
                sums.stream().mapToLong(Sum::failed).sum(),
                sums.stream().mapToLong(Sum::unpriced).sum(),
                tokens,
                sums.stream().mapToLong(Sum::nanoUsd).sum());
    }
}
