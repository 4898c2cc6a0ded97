package dev.serai.auth;

import dev.serai.auth.Lockout.LockedException;
import dev.serai.auth.totp.BackupCodes;
import dev.serai.auth.totp.Totp;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at a code that somebody shows beside a key. A code of the app is good once, over all replicas; so is a backup code. Blocks,
 * for as long as the store lets it. Thread-safe.
 */
final class CodeCheck {
    private static final Logger LOG = LoggerFactory.getLogger(CodeCheck.class);

    private final Store store;
    private final KeyChanges changes;
    private final FactorSecrets secrets;
    private final Clock clock;

    /** What came of it. */
    sealed interface Proof {
        record Good() implements Proof {}

        record Wrong() implements Proof {}

        record Locked(long seconds) implements Proof {}
    }

    /** What came of it, and of what was to be done with a good one: nothing of that where it was not. */
    record Proven<T>(Proof proof, @Nullable T made) {}

    private record Factor(FactorSecrets.Sealed seed, long lastStep) {}

    CodeCheck(Store store, KeyChanges changes, FactorSecrets secrets, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Uses a code up, or counts that it was wrong.
     *
     * @param id of the second factor
     * @param address from where it comes
     */
    Proof prove(String id, String code, String address) {
        return write(
                        id,
                        address,
                        (statements, holder, now) -> new Proven<Void>(prove(statements, id, code, holder, now), null))
                .proof();
    }

    /**
     * The same, and something is done with a good one: both, or neither.
     *
     * @param work of keys or sessions, in the transaction that uses the code up
     */
    <T> Proven<T> prove(String id, String code, String address, Store.Work<T> work) {
        return write(id, address, (statements, holder, now) -> {
            // Whoever changes a key takes this first and its second factor then: in another order both would wait for
            // ever.
            changes.hold(statements);
            Proof proof = prove(statements, id, code, holder, now);
            return new Proven<>(proof, proof instanceof Proof.Good ? work.with(statements) : null);
        });
    }

    private interface Judging<T> {
        Proven<T> judge(Statements statements, String holder, Instant now) throws SQLException;
    }

    private <T> Proven<T> write(String id, String address, Judging<T> judging) {
        Instant now = clock.instant();
        String holder = IpRange.holder(address);
        try {
            return store.write(statements -> judging.judge(statements, holder, now));
        } catch (LockedException locked) {
            LOG.info("no code is looked at for second factor {} from {}: {}", id, holder, locked.getMessage());
            return new Proven<>(
                    new Proof.Locked(Math.max(1, locked.until().getEpochSecond() - now.getEpochSecond())), null);
        }
    }

    private Proof prove(Statements statements, String id, String code, String holder, Instant now) throws SQLException {
        statements.update(
                "INSERT INTO code_failures (address, failures, failing_since, locked_until) VALUES (?, 0, 0, 0)"
                        + " ON CONFLICT (address) DO NOTHING",
                holder);
        Lockout.OF_ADDRESSES.count(statements, holder, now);
        boolean good = Lockout.OF_FACTORS.count(statements, id, now) && isGood(statements, id, code, now);
        if (good) {
            Lockout.OF_FACTORS.release(statements, id);
            Lockout.OF_ADDRESSES.takeBack(statements, holder);
            return new Proof.Good();
        }
        Lockout.OF_FACTORS.failed(statements, id, now);
        Lockout.OF_ADDRESSES.failed(statements, holder, now);
        return new Proof.Wrong();
    }

    private boolean isGood(Statements statements, String id, String code, Instant now) throws SQLException {
        if (Totp.isCode(code)) {
            Optional<Factor> factor = statements.one(
                    "SELECT pepper_version, sealed_seed, last_step FROM second_factors WHERE id = ?",
                    row -> new Factor(new FactorSecrets.Sealed(row.getInt(1), row.getString(2)), row.getLong(3)),
                    id);
            return factor.isPresent() && isGood(statements, id, factor.get(), code, now);
        }
        String backup = BackupCodes.read(code);
        return backup != null && secrets.useCode(statements, id, backup, now.toEpochMilli());
    }

    /** Compared and set in one: of those who come at once with a code one has it. */
    private boolean isGood(Statements statements, String id, Factor factor, String code, Instant now)
            throws SQLException {
        long step = Totp.match(secrets.open(id, factor.seed()), code, now, factor.lastStep());
        return step != Totp.NONE
                && statements.update(
                                "UPDATE second_factors SET last_step = ? WHERE id = ? AND last_step < ?",
                                step,
                                id,
                                step)
                        > 0;
    }

    /** Forgets what addresses did wrong long ago. */
    void tidy() {
        long now = clock.millis();
        store.write(statements -> statements.update(
                "DELETE FROM code_failures WHERE failing_since < ? AND locked_until < ?",
                now - Lockout.LOCKED.toMillis(),
                now));
    }
}
