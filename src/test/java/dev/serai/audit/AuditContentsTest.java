package dev.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import dev.serai.journal.Journal;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.TestingPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts go a part at a time, and take the journal's room from nobody. */
class AuditContentsTest {
    private static final ChainKeys KEYS = new ChainKeys(1, Map.of(1, new byte[32]));
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_000L);
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final int LIMIT = 100_000;

    @TempDir
    Path folder;

    private StoreAddress file() {
        return StoreAddress.ofFile(folder.resolve("serai.db"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goAPartAtATime(boolean postgres) {
        try (Store store = Store.open(postgres ? new StoreAddress(TestingPostgres.database(), null) : file())) {
            store.prepare();
            insert(store, "old", "key:alice", 450, NOW.minusSeconds(31 * 86_400));
            insert(store, "new", "key:alice", 250, NOW);
            insert(store, "other", "key:bob", 3, NOW);
            new ContentTidying(store, 30, CLOCK).run();
            assertThat(texts(store)).isEqualTo(253);
            List<Integer> parts = new ArrayList<>();
            do {
                parts.add(store.write(statements -> AuditContents.deleteOf(statements, "key:alice")));
            } while (parts.get(parts.size() - 1) > 0);
            assertThat(parts).containsExactly(200, 50, 0);
            assertThat(texts(store)).isEqualTo(3);
        }
    }

    private static void insert(Store store, String name, String actor, int count, Instant at) {
        store.write(statements -> {
            for (int i = 0; i < count; i++) {
                statements.update(
                        "INSERT INTO audit_content (id, at, actor, key_version, sealed) VALUES (?, ?, ?, 1, 'x')",
                        name + i,
                        at.toEpochMilli(),
                        actor);
            }
            return null;
        });
    }

    private static long texts(Store store) {
        return store.read(statements -> statements.one("SELECT COUNT(*) FROM audit_content", row -> row.getLong(1)))
                .orElseThrow();
    }

    @Test
    void leaveHalfOfTheJournalToTheRows() throws IOException {
        Path journal = folder.resolve("journal");
        Settings settings = Settings.only(Map.of(
                "DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/away",
                "AUDIT_JOURNAL", journal.toString(),
                "AUDIT_JOURNAL_LIMIT", Integer.toString(LIMIT)));
        try (Audit audit = Objects.requireNonNull(Audit.open(settings, KEYS, CLOCK))) {
            for (int i = 0; i < 50; i++) {
                audit.append(
                        AuditEvent.of(
                                NOW.toEpochMilli(), AuditContents.KEPT, Actor.ofKey("bob", null, "req_" + i), null),
                        new byte[15_000]);
            }
            assertThat(audit.journalBytes()).isBetween(LIMIT / 2L, LIMIT - 1L);
            assertThat(audit.accepting()).isTrue();
            assertThat(audit.lost()).isZero();
        }
        try (Store store = Store.open(file());
                Journal left = new Journal(journal, 1 << 20)) {
            new AuditReplay(left, store, new AuditTrail(KEYS)).run();
            assertThat(texts(store)).isEqualTo(3);
            assertThat(store.<Long>read(statements -> statements
                            .one(
                                    "SELECT COUNT(*) FROM audit WHERE details LIKE '%\"dropped\":\"journal_half_full\"%'",
                                    row -> row.getLong(1))
                            .orElseThrow()))
                    .isEqualTo(47);
            AuditVerification.Report report = new AuditVerification(KEYS, List.of()).run(store);
            assertThat(report.faults()).isEmpty();
            assertThat(report.rows()).isEqualTo(50);
        }
    }
}
