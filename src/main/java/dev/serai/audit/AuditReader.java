package dev.serai.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rows of the chain, in its order, and what they look like elsewhere: docs/reference/events.md. Stateless. */
public final class AuditReader {
    /** The name and the version of the form. */
    public static final String SCHEMA = "serai.audit/1";

    private static final int PAGE = 1_000;
    private static final String FROM_TO = "SELECT " + AuditRow.COLUMNS
            + " FROM audit WHERE seq > ? AND first_at >= ? AND first_at < ? ORDER BY seq LIMIT " + PAGE;
    /** As {@link AuditArchive#lastBefore} asks: by the index of the times. */
    private static final String FIRST =
            "SELECT COALESCE(MIN(seq + 0), (SELECT seq + 1 FROM audit_head)) FROM audit WHERE first_at >= ?";

    private static final String UP_TO =
            "SELECT " + AuditRow.COLUMNS + " FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT " + PAGE;
    private static final JsonMapper JSON = new JsonMapper();

    private AuditReader() {}

    /**
     * What began within a time, in milliseconds since 1970; the end is not part of it.
     *
     * @param pages takes some rows after others, a thousand at most, and says whether it wants more
     * @return how many rows there were
     */
    public static long between(Store store, long from, long to, Predicate<List<AuditRow>> pages) {
        long rows = 0;
        long after = from <= 0 ? 0 : first(store, from) - 1;
        while (true) {
            long last = after;
            List<AuditRow> page = store.read(statements -> statements.query(FROM_TO, AuditRow::read, last, from, to));
            rows += page.size();
            if (!pages.test(page) || page.size() < PAGE) {
                return rows;
            }
            after = page.get(page.size() - 1).seq();
        }
    }

    /** The number of the first row that began then or later; of the next one to come, if there is none. */
    private static long first(Store store, long from) {
        return store.read(statements -> statements.one(FIRST, row -> row.getLong(1), from))
                .orElseThrow();
    }

    /** Rows behind one, up to another, a thousand at most. */
    public static List<AuditRow> after(Store store, long seq, long last) {
        return store.read(statements -> statements.query(UP_TO, AuditRow::read, seq, last));
    }

    /** Rows behind one, a thousand at most. */
    public static List<AuditRow> after(Statements statements, long seq) throws SQLException {
        return statements.query(UP_TO, AuditRow::read, seq, Long.MAX_VALUE);
    }

    /**
     * Which rows are meant; null: whatever it is.
     *
     * @param before rows of a smaller number
     * @param from milliseconds since 1970 of the first moment
     * @param to of the first that is no longer meant
     */
    public record Filter(
            @Nullable Long before,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable String action,
            @Nullable String actor,
            @Nullable String target) {}

    /** The newest rows of those that are meant, the newest first. */
    public static List<AuditRow> newest(Store store, Filter filter, int most) {
        StringBuilder sql = new StringBuilder("SELECT " + AuditRow.COLUMNS + " FROM audit WHERE 1 = 1");
        List<@Nullable Object> values = new ArrayList<>();
        where(sql, values, "seq < ?", filter.before());
        where(sql, values, "first_at >= ?", filter.from());
        where(sql, values, "first_at < ?", filter.to());
        where(sql, values, "action = ?", filter.action());
        where(sql, values, "actor = ?", filter.actor());
        where(sql, values, "target = ?", filter.target());
        values.add(most);
        String query = sql.append(" ORDER BY seq DESC LIMIT ?").toString();
        return store.read(statements -> statements.query(query, AuditRow::read, values.toArray()));
    }

    private static void where(
            StringBuilder sql, List<@Nullable Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(condition);
            values.add(value);
        }
    }

    /** A row as an event, one line of JSON. */
    public static String json(AuditRow row) {
        try {
            return JSON.writeValueAsString(event(row));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    /** A row as an event. */
    public static ObjectNode event(AuditRow row) {
        ObjectNode event = JSON.createObjectNode();
        event.put("schema", SCHEMA);
        event.put("id", row.id());
        event.put("seq", row.seq());
        event.put("at", Instant.ofEpochMilli(row.firstAt()).toString());
        event.put("last_at", Instant.ofEpochMilli(row.lastAt()).toString());
        event.put("times", row.times());
        event.put("action", row.action());
        event.put("actor", row.actor());
        event.put("address", row.address());
        event.put("target", row.target());
        event.put("request_id", row.requestId());
        event.put("host", row.host());
        event.set("details", details(row));
        event.put("key_version", row.keyVersion());
        event.put("prev_hash", row.prevHash());
        return event.put("hash", row.hash());
    }

    /** What somebody has changed may be no JSON any more, and is shown all the same. */
    private static JsonNode details(AuditRow row) {
        try {
            return JSON.readTree(row.details());
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(row.details());
        }
    }
}
