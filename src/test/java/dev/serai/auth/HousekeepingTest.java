package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MovableClock;
import dev.serai.allowances.Allowance;
import dev.serai.audit.Actor;
import dev.serai.config.Settings;
import dev.serai.store.Statements;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be done keeps nothing else from being done. */
class HousekeepingTest {
    private static final String FIRST = "first-pepper-0123456789-abcdefghijkl";
    private static final String SECOND = "second-pepper-0123456789-abcdefghijk";

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final AtomicLong nanos = new AtomicLong();

    private StoredKeys open(String peppers) {
        Settings settings = Settings.only(
                Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"), "KEY_PEPPER", peppers));
        return StoredKeys.open(settings, clock);
    }

    private static String enrolled(StoredKeys stored, String name) {
        NewKey wanted = new NewKey(
                name,
                null,
                null,
                Set.of(),
                Set.of(),
                Globs.ALL,
                Globs.ALL,
                List.of(),
                Map.of(),
                null,
                Allowance.UNLIMITED,
                false);
        String id = stored.keys().create(wanted, Actor.GATEWAY).key().id();
        stored.secondFactors().enrol(id, Actor.GATEWAY);
        return id;
    }

    private static Session begun(StoredKeys stored, String key) {
        return stored.store()
                .write(statements -> stored.sessions()
                        .begin(statements, key, null, new Session.Visitor("192.0.2.1", "a test"), Actor.GATEWAY))
                .session();
    }

    private static List<String> versions(Statements statements) throws SQLException {
        return statements.query(
                "SELECT k.name, f.pepper_version FROM second_factors f JOIN api_keys k ON k.second_factor = f.id"
                        + " ORDER BY k.name",
                row -> row.getString(1) + "=" + row.getInt(2));
    }

    @Test
    void aSeedThatCantBeOpenedIsLeftAndTheOthersAreSealedAnew() {
        try (StoredKeys stored = open(FIRST)) {
            String bob = enrolled(stored, "bob");
            enrolled(stored, "alice");
            enrolled(stored, "carol");
            String factor = stored.keys().find(bob).orElseThrow().secondFactor();
            stored.store()
                    .write(statements -> statements.update(
                            "UPDATE second_factors SET sealed_seed = 'changed' WHERE id = ?", factor));
        }
        try (StoredKeys stored = open("2:" + SECOND + ",1:" + FIRST)) {
            new Housekeeping(stored, new SessionUse(nanos::get), nanos::get).run();
            assertThat(stored.store().<List<String>>read(HousekeepingTest::versions))
                    .containsExactly("alice=2", "bob=1", "carol=2");
        }
    }

    @Test
    void whateverBecomesOfSeedsWhatWasUsedIsWrittenAndWhatIsOverIsDeleted() {
        try (StoredKeys stored = open(FIRST)) {
            String key = enrolled(stored, "alice");
            Session over = begun(stored, key);
            clock.forward(Duration.ofHours(20));
            Session used = begun(stored, key);
            clock.forward(Duration.ofSeconds(7));
            stored.store().write(statements -> {
                statements.update("DROP TABLE backup_codes");
                return statements.update("DROP TABLE second_factors");
            });
            SessionUse use = new SessionUse(nanos::get);
            use.note(used.id(), clock.millis());
            Housekeeping housekeeping = new Housekeeping(stored, use, nanos::get);
            assertThat(housekeeping.due()).isTrue();
            nanos.addAndGet(Duration.ofMinutes(11).toNanos());
            housekeeping.run();
            assertThat(stored.sessions()
                            .find(used.id())
                            .orElseThrow()
                            .lastUsedAt()
                            .toEpochMilli())
                    .isEqualTo(clock.millis());
            assertThat(stored.sessions().find(over.id())).isEmpty();
            assertThat(housekeeping.due()).as("not at once again").isFalse();
            nanos.addAndGet(Duration.ofSeconds(10).toNanos());
            assertThat(housekeeping.due()).isTrue();
        }
    }
}
