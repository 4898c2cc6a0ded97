package dev.serai.auth;

import dev.serai.audit.AuditTrail;
import dev.serai.audit.ChainKeys;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.lifetimes.Opened;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StoreException;
import dev.serai.store.StorePart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The store and the keys in it, as the settings say. Thread-safe; lives until closed. */
public final class StoredKeys implements AutoCloseable {
    private final Store store;
    private final Peppers peppers;
    private final KeyStore keys;
    private final AuditTrail trail;
    private final TeamStore teams;
    private final UserStore users;
    private final SessionStore sessions;
    private final SecondFactors secondFactors;
    private final FactorSecrets secrets;
    private final CodeCheck codes;

    private StoredKeys(Store store, Peppers peppers, Clock clock) {
        this.store = store;
        this.peppers = peppers;
        this.trail = new AuditTrail(peppers.chainKeys());
        this.keys = new KeyStore(store, peppers, trail, clock);
        this.teams = new TeamStore(store, keys.changes(), trail, clock);
        this.users = new UserStore(store, keys.changes(), trail, clock);
        this.sessions = new SessionStore(store, peppers, keys.changes(), trail, clock);
        this.secrets = new FactorSecrets(peppers);
        this.secondFactors = new SecondFactors(store, keys.changes(), secrets, trail, clock);
        this.codes = new CodeCheck(store, keys.changes(), secrets, clock);
    }

    /** Notes in the settings what is wrong with them; opens nothing. */
    public static void check(Settings settings) {
        StoreAddress address = StoreAddress.of(settings);
        boolean peppered = settings.text(Peppers.VARIABLE).isPresent();
        Peppers.of(settings);
        if (address != null && address.file() == null && !peppered) {
            settings.problem(
                    Peppers.VARIABLE,
                    "is not set, and PostgreSQL needs it: with a pepper of its own each replica would refuse the others'"
                            + " keys; take, say, what openssl rand -base64 32 gives",
                    Set.of());
        }
    }

    /**
     * Opens the store of settings in which {@link #check} found nothing wrong. A file is brought up to date at once,
     * PostgreSQL when it is asked for the first time, since it may be away.
     *
     * @return null where no store is wanted
     * @throws InvalidConfigurationException if the file or its pepper can't be had
     */
    public static @Nullable StoredKeys open(Settings settings, Clock clock) {
        return open(settings, StorePart.ACCESS, clock);
    }

    /**
     * The same.
     *
     * @param part whose connections it takes
     */
    public static @Nullable StoredKeys open(Settings settings, StorePart part, Clock clock) {
        StoreAddress address = StoreAddress.of(settings);
        if (address == null) {
            return null;
        }
        try {
            return Opened.whole(opened -> {
                Store store = opened.add(Store.open(address, part, settings));
                return new StoredKeys(store, peppers(settings, store), clock);
            });
        } catch (UncheckedIOException | IOException | StoreException e) {
            throw refused(address, e);
        }
    }

    private static Peppers peppers(Settings settings, Store store) throws IOException {
        Path database = store.address().file();
        if (database != null) {
            store.prepare();
        }
        Peppers given = Peppers.of(settings);
        if (given != null) {
            return given;
        }
        if (database == null) {
            throw new IOException(Peppers.VARIABLE + " is not set");
        }
        Path file = PepperFile.beside(database);
        if (!Files.exists(file) && store.read(StoredKeys::isPeppered)) {
            throw new IOException(
                    file + " is gone, and without it no key of the store is good, nor can its audit be verified;"
                            + " put it back, or set " + Peppers.VARIABLE + " to what was in it");
        }
        return Peppers.of(PepperFile.read(file));
    }

    /** Whether there is anything that was hashed or sealed: with another pepper it would be lost, or look as if somebody had changed it. */
    private static boolean isPeppered(Statements statements) throws SQLException {
        return statements
                .one(
                        "SELECT 1 FROM audit_head WHERE seq > archived_seq OR EXISTS (SELECT 1 FROM api_keys)"
                                + " OR EXISTS (SELECT 1 FROM second_factors) OR EXISTS (SELECT 1 FROM audit_content)",
                        row -> row.getInt(1))
                .isPresent();
    }

    private static InvalidConfigurationException refused(StoreAddress address, Exception cause) {
        Throwable last = cause;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return new InvalidConfigurationException(List.of(new ConfigurationProblem(
                "settings",
                0,
                0,
                "DATABASE_URL",
                "the store can't be used (" + address + "): " + last.getMessage(),
                "DATABASE_URL=none does without, with keys of API_KEY_NAME or API_KEYS_DIR alone")));
    }

    /**
     * What the audit is sealed with, whatever the ways in are; a pepper beside a file is made if there is none.
     *
     * @return null where there is no store, or no pepper
     * @throws InvalidConfigurationException if the pepper's file can't be had
     */
    public static @Nullable ChainKeys chainKeys(Settings settings) {
        StoreAddress address = StoreAddress.of(settings);
        if (address == null) {
            return null;
        }
        Peppers given = Peppers.of(settings);
        if (given != null || address.file() == null) {
            return given == null ? null : given.chainKeys();
        }
        try (Store store = Store.open(address)) {
            return peppers(settings, store).chainKeys();
        } catch (UncheckedIOException | IOException | StoreException e) {
            throw refused(address, e);
        }
    }

    /** What the audit is sealed with. */
    public ChainKeys chainKeys() {
        return peppers.chainKeys();
    }

    public KeyStore keys() {
        return keys;
    }

    public TeamStore teams() {
        return teams;
    }

    public UserStore users() {
        return users;
    }

    public SessionStore sessions() {
        return sessions;
    }

    public SecondFactors secondFactors() {
        return secondFactors;
    }

    CodeCheck codes() {
        return codes;
    }

    /** Where known keys are written down for a start without the store; null: they are not. */
    @Nullable
    KeySnapshotFile snapshot(Settings settings) {
        return KeySnapshotFile.of(settings, store.address(), peppers);
    }

    /** Seals seeds under the newest pepper that are not yet. */
    void resealSeeds() {
        store.write(statements -> {
            secrets.reseal(statements);
            return null;
        });
    }

    /** Deletes what is long over: sessions, wrong codes, changes that everybody has asked for. */
    public void tidy() {
        sessions.tidy();
        codes.tidy();
        keys.changes().tidy();
    }

    public Store store() {
        return store;
    }

    /** Where whoever changes something in this store records it, in the same transaction. */
    public AuditTrail trail() {
        return trail;
    }

    /** Whether there is no key in it; false where it can't be asked. */
    boolean isKnownToBeEmpty() {
        try {
            return store.prepared() && keys.isEmpty();
        } catch (StoreException e) {
            return false;
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
