package dev.serai.auth;

import dev.serai.store.Statements;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

/**
 * What comes of wrong codes: five within a quarter of an hour, and for as long no code is looked at. An attempt is counted before
 * it is judged, which takes the row's lock: those that come at once are judged one after the other, whichever replica they
 * came to. Stateless.
 */
final class Lockout {
    /** Of second factors, by their ids. */
    static final Lockout OF_FACTORS = new Lockout("second_factors", "id");

    /** Of whoever has an address. */
    static final Lockout OF_ADDRESSES = new Lockout("code_failures", "address");

    private static final int MOST = 5;
    static final Duration LOCKED = Duration.ofMinutes(15);

    private final String count;
    private final String lock;
    private final String lockedUntil;
    private final String takeBack;
    private final String release;

    /** No code is looked at now. Thrown out of a transaction, it takes back what else was counted in it. */
    static final class LockedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Instant until;

        private LockedException(Instant until) {
            super("locked until " + until, null, false, false);
            this.until = until;
        }

        Instant until() {
            return until;
        }
    }

    private Lockout(String table, String id) {
        String row = " WHERE " + id + " = ?";
        this.count = "UPDATE " + table + " SET failures = CASE WHEN failing_since <= ? THEN 1 ELSE failures + 1 END,"
                + " failing_since = CASE WHEN failures = 0 OR failing_since <= ? THEN ? ELSE failing_since END" + row
                + " AND locked_until <= ?";
        this.lock = "UPDATE " + table + " SET locked_until = ?, failures = 0" + row + " AND failures >= " + MOST;
        this.lockedUntil = "SELECT locked_until FROM " + table + row;
        this.takeBack = "UPDATE " + table + " SET failures = failures - 1" + row;
        this.release = "UPDATE " + table + " SET failures = 0, locked_until = 0" + row;
    }

    /**
     * Counts an attempt as if it had failed.
     *
     * @return whether there is such a row
     * @throws LockedException if none is to be made
     */
    boolean count(Statements statements, String id, Instant now) throws SQLException {
        long before = now.minus(LOCKED).toEpochMilli();
        long millis = now.toEpochMilli();
        if (statements.update(count, before, before, millis, id, millis) > 0) {
            return true;
        }
        long until = statements.one(lockedUntil, row -> row.getLong(1), id).orElse(0L);
        if (until > millis) {
            throw new LockedException(Instant.ofEpochMilli(until));
        }
        return false;
    }

    /** The attempt has failed: if it was one too many, the row is locked. */
    void failed(Statements statements, String id, Instant now) throws SQLException {
        statements.update(lock, now.plus(LOCKED).toEpochMilli(), id);
    }

    /** The attempt has not failed; those before it have. */
    void takeBack(Statements statements, String id) throws SQLException {
        statements.update(takeBack, id);
    }

    /** All is forgiven. */
    void release(Statements statements, String id) throws SQLException {
        statements.update(release, id);
    }
}
