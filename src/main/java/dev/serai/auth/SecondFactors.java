package dev.serai.auth;

import dev.serai.audit.Actor;
import dev.serai.audit.AuditTrail;
import dev.serai.auth.totp.BackupCodes;
import dev.serai.auth.totp.OtpAuthUri;
import dev.serai.auth.totp.QrPng;
import dev.serai.auth.totp.Totp;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Second factors of stored keys, for whoever looks after keys: the command line, the admin API.
 *
 * <p>{@link #enrol} makes a seed and ten backup codes, and shows them this once: the URI, or its picture, is for the holder's
 * authenticator app, the codes for the day on which the phone is lost. From then on the key alone is refused (within five seconds
 * on every replica), and its sessions have ended. {@link #disable} takes the second factor away, {@link #renewBackupCodes}
 * makes ten others, {@link #unlock} ends a lock that came of wrong codes, {@link #status} tells how it stands, without
 * secrets. Whoever calls them over HTTP answers 404 where they say that there is no such key, or no second factor.
 *
 * <p>Blocks, for as long as the store lets it: never on an event loop. A store that is away is a
 * {@link dev.serai.store.StoreException}. Thread-safe.
 */
public final class SecondFactors {
    private static final String ISSUER = "Serai";
    private static final String INSERT =
            "INSERT INTO second_factors (id, pepper_version, sealed_seed, last_step, failures, failing_since, locked_until,"
                    + " created_at) VALUES (?, ?, ?, 0, 0, 0, 0, ?)";

    private final Store store;
    private final KeyChanges changes;
    private final FactorSecrets secrets;
    private final KeyAudit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * What the holder gets, this once.
     *
     * @param uri {@code otpauth://…}, for an authenticator app
     * @param backupCodes each good once, in place of a code
     */
    public record Enrolment(String uri, List<String> backupCodes) {
        public Enrolment {
            backupCodes = List.copyOf(backupCodes);
        }

        /** The URI as a picture: the bytes of a PNG. */
        public byte[] qrCode() {
            return QrPng.png(uri);
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "an enrolment with " + backupCodes.size() + " backup codes";
        }
    }

    /**
     * How a second factor stands.
     *
     * @param since when it was enrolled
     * @param backupCodesLeft how many have not been used
     * @param lockedUntil until when no code is looked at, or null
     */
    public record Status(
            Instant since, int backupCodesLeft, @Nullable Instant lockedUntil) {}

    SecondFactors(Store store, KeyChanges changes, FactorSecrets secrets, AuditTrail trail, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.secrets = secrets;
        this.audit = new KeyAudit(trail, clock);
        this.clock = clock;
    }

    /**
     * Gives a key a second factor, in place of the one that it may have.
     *
     * @return empty if there is no such key
     */
    public Optional<Enrolment> enrol(String keyId, Actor actor) {
        return store.write(statements -> {
            Optional<ApiKey> key = held(statements, keyId);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            byte[] seed = Totp.seed(random);
            String id = SecretText.characters(random, SecretText.ID);
            FactorSecrets.Sealed sealed = secrets.seal(id, seed);
            statements.update(INSERT, id, sealed.pepperVersion(), sealed.text(), clock.millis());
            List<String> codes = newCodes(statements, id);
            use(statements, keyId, id);
            audit.changed(statements, actor, "key.totp_enrolled", key.get());
            String account = key.get().caller().name() + " (" + keyId + ")";
            return Optional.of(new Enrolment(OtpAuthUri.of(ISSUER, account, seed), codes));
        });
    }

    /** Takes a key's second factor away. Whether it had one. */
    public boolean disable(String keyId, Actor actor) {
        return store.write(statements -> {
            Optional<ApiKey> key = enrolled(statements, keyId);
            if (key.isEmpty()) {
                return false;
            }
            use(statements, keyId, null);
            audit.changed(statements, actor, "key.totp_disabled", key.get());
            return true;
        });
    }

    private Optional<ApiKey> enrolled(Statements statements, String keyId) throws SQLException {
        return held(statements, keyId).filter(key -> key.secondFactor() != null);
    }

    /** A key as whoever came before has left it: it stays so until the transaction ends. */
    private Optional<ApiKey> held(Statements statements, String keyId) throws SQLException {
        changes.hold(statements);
        return KeyRow.find(statements, keyId);
    }

    /** What was begun with the second factor of before ends with it. */
    private void use(Statements statements, String keyId, @Nullable String id) throws SQLException {
        changes.changed(statements, keyId);
        statements.update("UPDATE api_keys SET second_factor = ? WHERE id = ?", id, keyId);
        deleteUnused(statements);
        SessionStore.deleteAll(statements, changes, List.of(keyId));
    }

    /** Those that no key has any more. */
    static void deleteUnused(Statements statements) throws SQLException {
        statements.update("DELETE FROM second_factors WHERE NOT EXISTS"
                + " (SELECT 1 FROM api_keys WHERE api_keys.second_factor = second_factors.id)");
    }

    /**
     * Makes ten backup codes in place of those that there were.
     *
     * @return empty if the key has no second factor
     */
    public Optional<List<String>> renewBackupCodes(String keyId, Actor actor) {
        return store.write(statements -> {
            Optional<ApiKey> key = enrolled(statements, keyId);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            List<String> codes =
                    newCodes(statements, Objects.requireNonNull(key.get().secondFactor()));
            audit.changed(statements, actor, "key.backup_codes_renewed", key.get());
            return Optional.of(codes);
        });
    }

    private List<String> newCodes(Statements statements, String id) throws SQLException {
        List<String> codes = BackupCodes.random(random);
        secrets.replaceCodes(statements, id, codes);
        return codes;
    }

    /** Ends a lock, and forgets what led to it. Whether the key has a second factor. */
    public boolean unlock(String keyId, Actor actor) {
        return store.write(statements -> {
            Optional<ApiKey> key = enrolled(statements, keyId);
            if (key.isEmpty()) {
                return false;
            }
            Lockout.OF_FACTORS.release(
                    statements, Objects.requireNonNull(key.get().secondFactor()));
            audit.changed(statements, actor, "key.totp_unlocked", key.get());
            return true;
        });
    }

    /** Empty if the key has no second factor. */
    public Optional<Status> status(String keyId) {
        return store.read(statements -> statements.one(
                "SELECT f.created_at, f.locked_until, (SELECT COUNT(*) FROM backup_codes c"
                        + " WHERE c.second_factor = f.id AND c.used_at IS NULL) AS codes_left"
                        + " FROM second_factors f JOIN api_keys k ON k.second_factor = f.id WHERE k.id = ?",
                row -> new Status(
                        Instant.ofEpochMilli(row.getLong("created_at")),
                        row.getInt("codes_left"),
                        row.getLong("locked_until") > clock.millis()
                                ? Instant.ofEpochMilli(row.getLong("locked_until"))
                                : null),
                keyId));
    }
}
