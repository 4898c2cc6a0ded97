package dev.serai.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lets the oldest rows go, once whoever asks has them elsewhere. A row of the chain tells up to where, under the chain's own
 * seal, so that a beginning that somebody cut off is told from one that was archived. Stateless.
 */
public final class AuditArchive {
    static final String ACTION = "audit.archived";

    private static final JsonMapper JSON = new JsonMapper();

    private static final long AT_ONCE = 5_000;

    private AuditArchive() {}

    /**
     * The last row of before a time; empty if there is none that is kept. What is added to {@code seq} keeps PostgreSQL from
     * looking for the least one in its order, which is through all rows of before; it has an index of the times.
     */
    public static Optional<AuditRow> lastBefore(Store store, long millis) {
        return store.read(statements -> statements.one(
                "SELECT " + AuditRow.COLUMNS
                        + " FROM audit WHERE seq < (SELECT COALESCE(MIN(seq + 0), (SELECT seq + 1 FROM audit_head)) FROM audit WHERE last_at >= ?)"
                        + " ORDER BY seq DESC LIMIT 1",
                AuditRow::read,
                millis));
    }

    /**
     * Says in the chain that the rows up to this one are archived, and deletes them then, a part at a time so that nobody waits
     * for all of it. The first part goes with what is said, or neither does; a deletion that is cut short later leaves the chain
     * good, and {@link #deleteRest} or the next one ends it.
     *
     * @param after the last row that was archived when whoever asks began to read
     * @return how many were deleted; empty, and nothing is changed, if others have been archived since
     * @throws StoreException if the store is away, or {@link StoreException#forbidden refuses it to its role}
     */
    public static OptionalLong removeTo(
            Store store, AuditTrail trail, long after, AuditRow last, Actor actor, Clock clock) {
        OptionalLong deleted = store.write(statements -> {
            // Before anything else: whoever else archives waits here, and finds then that it came too late.
            if (statements.update(
                            "UPDATE audit_head SET archived_seq = ?, archived_hash = ? WHERE archived_seq = ?",
                            last.seq(),
                            last.hash(),
                            after)
                    == 0) {
                return OptionalLong.empty();
            }
            trail.record(
                    statements,
                    AuditEvent.of(
                            clock.millis(),
                            ACTION,
                            actor,
                            null,
                            Map.of("to_seq", Long.toString(last.seq()), "to_hash", last.hash())));
            return OptionalLong.of(deleteSome(statements, last.seq()));
        });
        return deleted.isEmpty() ? deleted : OptionalLong.of(deleted.getAsLong() + deleteRest(store, last.seq()));
    }

    /**
     * Deletes what is archived and still there.
     *
     * @param last the last row that the chain says is archived
     * @return how many were deleted
     */
    public static long deleteRest(Store store, long last) {
        long deleted = 0;
        for (long some = 1; some > 0; deleted += some) {
            some = store.write(statements -> deleteSome(statements, last));
        }
        return deleted;
    }

    private static long deleteSome(Statements statements, long last) throws SQLException {
        Optional<Long> first = statements.one(
                "SELECT seq FROM audit WHERE seq <= ? ORDER BY seq LIMIT 1", row -> row.getLong(1), last);
        return first.isEmpty()
                ? 0
                : statements.update("DELETE FROM audit WHERE seq <= ?", Math.min(last, first.get() + AT_ONCE - 1));
    }

    /** Whether a row, which is as it was written, says that what is gone was archived. */
    static boolean tellsOf(AuditRow row, AuditHead head) {
        try {
            JsonNode details = JSON.readTree(row.details());
            return details.path("to_seq").asText().equals(Long.toString(head.archivedSeq()))
                    && details.path("to_hash").asText().equals(head.archivedHash());
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
