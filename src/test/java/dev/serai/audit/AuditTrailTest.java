package dev.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.audit.AuditVerification.ExportedHead;
import dev.serai.audit.AuditVerification.Report;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StoreException;
import dev.serai.store.TestingPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T31 and P19: whatever is done to the chain, it is seen, in both kinds of store, each a real one. */
class AuditTrailTest {
    private static final ChainKeys KEYS = new ChainKeys(1, Map.of(1, new byte[32]));
    private static final Actor ALICE = Actor.ofKey("alice", "10.0.0.1", "req_1");
    private static final long NOW = 1_790_000_000_000L;

    enum Kind {
        SQLITE,
        POSTGRESQL
    }

    @TempDir
    Path folder;

    private final AuditTrail trail = new AuditTrail(KEYS, "here");
    private Store store;

    private void open(Kind kind) {
        store = Store.open(
                kind == Kind.SQLITE
                        ? StoreAddress.ofFile(folder.resolve("serai.db"))
                        : new StoreAddress(TestingPostgres.database(), null));
        store.prepare();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static AuditEvent event(int number) {
        return AuditEvent.of(NOW + number, "key.created", ALICE, "key:" + number, Map.of("name", "number " + number));
    }

    /** A transaction for all of them. */
    private void record(int from, int to) {
        store.write(statements -> {
            for (int i = from; i <= to; i++) {
                trail.record(statements, event(i));
            }
            return null;
        });
    }

    private Report verified(String... heads) {
        return new AuditVerification(
                        KEYS, List.of(heads).stream().map(ExportedHead::of).toList())
                .run(store);
    }

    private void change(String... statements) {
        store.write(each -> {
            for (String statement : statements) {
                each.update(statement);
            }
            return null;
        });
    }

    /** What somebody does who owns the database. */
    private void withoutGuards(Kind kind, String... changes) {
        List<String> all = new ArrayList<>();
        for (String guard : List.of("audit_keeps_its_rows", "audit_loses_no_rows")) {
            all.add("DROP TRIGGER " + guard + (kind == Kind.POSTGRESQL ? " ON audit" : ""));
        }
        all.add("DROP TRIGGER audit_head_goes_on" + (kind == Kind.POSTGRESQL ? " ON audit_head" : ""));
        all.addAll(List.of(changes));
        change(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWasRecordedIsIntact(Kind kind) {
        open(kind);
        assertThat(verified().intact()).isTrue();
        record(1, 1_050);
        Report report = verified();
        assertThat(report.faults()).isEmpty();
        assertThat(report.rows()).isEqualTo(1_050);
        assertThat(report.head().seq()).isEqualTo(1_050);
        assertThat(verified(report.head().toString()).intact()).isTrue();
        AuditRow first = store.read(statements -> statements
                .one("SELECT * FROM audit WHERE seq = 1", AuditRow::read)
                .orElseThrow());
        assertThat(first.actor()).isEqualTo("key:alice");
        assertThat(first.address()).isEqualTo("10.0.0.1");
        assertThat(first.target()).isEqualTo("key:1");
        assertThat(first.requestId()).isEqualTo("req_1");
        assertThat(first.details()).isEqualTo("{\"name\":\"number 1\"}");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theDatabaseItselfRefusesToForget(Kind kind) {
        open(kind);
        record(1, 3);
        for (String change : List.of(
                "UPDATE audit SET actor = 'key:bob' WHERE seq = 2",
                "DELETE FROM audit WHERE seq = 3",
                "DELETE FROM audit",
                "UPDATE audit_head SET seq = 2",
                "UPDATE audit_head SET archived_seq = 4",
                "DELETE FROM audit_head")) {
            assertThatThrownBy(() -> change(change)).as(change).isInstanceOf(StoreException.class);
        }
        if (kind == Kind.POSTGRESQL) {
            assertThatThrownBy(() -> change("TRUNCATE audit")).isInstanceOf(StoreException.class);
        }
        assertThat(verified().intact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aChangedRowIsSeen(Kind kind) {
        open(kind);
        record(1, 5);
        withoutGuards(kind, "UPDATE audit SET actor = 'key:bob' WHERE seq = 3");
        assertThat(verified().faults()).containsExactly("row 3 was changed after it was written");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyColumnIsSealed(Kind kind) {
        open(kind);
        record(1, 3);
        withoutGuards(kind);
        for (String change : List.of(
                "id = 'x'",
                "first_at = first_at + 1",
                "last_at = last_at + 1",
                "times = 2",
                "action = 'key.deleted'",
                "address = NULL",
                "target = 'key:9'",
                "request_id = ''",
                "host = 'there'",
                "details = '{}'",
                "prev_hash = '" + "1".repeat(64) + "'",
                "hash = '" + "1".repeat(64) + "'")) {
            AuditRow row = store.read(statements -> statements
                    .one("SELECT * FROM audit WHERE seq = 2", AuditRow::read)
                    .orElseThrow());
            change("UPDATE audit SET " + change + " WHERE seq = 2");
            assertThat(verified().faults()).as(change).isNotEmpty();
            store.write(statements -> {
                statements.update("DELETE FROM audit WHERE seq = 2");
                statements.update(
                        "INSERT INTO audit (" + AuditRow.COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        row.columns());
                return null;
            });
            assertThat(verified().faults()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDroppedRowIsSeen(Kind kind) {
        open(kind);
        record(1, 5);
        withoutGuards(kind, "DELETE FROM audit WHERE seq = 3");
        assertThat(verified().faults()).containsExactly("row 3 is missing");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDroppedRowWhoseNumberWasFilledIsSeen(Kind kind) {
        open(kind);
        record(1, 5);
        withoutGuards(
                kind,
                "DELETE FROM audit WHERE seq = 3",
                "UPDATE audit SET seq = 3 WHERE seq = 4",
                "UPDATE audit SET seq = 4 WHERE seq = 5",
                "UPDATE audit_head SET seq = 4");
        assertThat(verified().intact()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void swappedRowsAreSeen(Kind kind) {
        open(kind);
        record(1, 5);
        withoutGuards(
                kind,
                "UPDATE audit SET seq = 99 WHERE seq = 2",
                "UPDATE audit SET seq = 2 WHERE seq = 4",
                "UPDATE audit SET seq = 4 WHERE seq = 99");
        assertThat(verified().faults()).contains("row 2 was changed after it was written");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aTailThatIsCutIsSeen(Kind kind) {
        open(kind);
        record(1, 5);
        String exported = verified().head().toString();
        withoutGuards(kind, "DELETE FROM audit WHERE seq > 3");
        assertThat(verified().faults()).containsExactly("rows 4 to 5 are missing, the last");
        change("UPDATE audit_head SET seq = 3, hash = (SELECT hash FROM audit WHERE seq = 3)");
        assertThat(verified().intact())
                .as("whoever cuts the head too is found by what was exported alone")
                .isTrue();
        assertThat(verified(exported).faults())
                .containsExactly("the exported head " + exported
                        + " is not in the chain: what was written by then is gone or changed");
        record(6, 9);
        assertThat(verified(exported).intact()).as("grown again").isFalse();
        assertThat(verified(exported.substring(2)).intact())
                .as("the hash alone")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aRowThatSomebodyAddedIsSeen(Kind kind) {
        open(kind);
        record(1, 3);
        AuditTrail other = new AuditTrail(new ChainKeys(1, Map.of(1, new byte[] {1})), "here");
        store.write(statements -> {
            other.record(statements, event(4));
            return null;
        });
        assertThat(verified().faults()).containsExactly("row 4 was changed after it was written");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void olderPeppersProveOlderRows(Kind kind) {
        open(kind);
        record(1, 2);
        ChainKeys rotated = new ChainKeys(2, Map.of(1, new byte[32], 2, new byte[] {7}));
        store.write(statements -> {
            new AuditTrail(rotated, "here").record(statements, event(3));
            return null;
        });
        assertThat(new AuditVerification(rotated, List.of()).run(store).intact())
                .isTrue();
        assertThat(verified().faults())
                .containsExactly("row 3 is sealed with pepper 2, which KEY_PEPPER does not have");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aChangeThatCannotBeAuditedDoesNotHappen(Kind kind) {
        open(kind);
        record(1, 1);
        change("DROP TABLE audit");
        assertThatThrownBy(() -> store.write(statements -> {
                    statements.update("UPDATE key_version SET version = 77");
                    trail.record(statements, event(2));
                    return null;
                }))
                .isInstanceOf(StoreException.class);
        long version = store.read(statements -> statements
                .one("SELECT version FROM key_version", row -> row.getLong(1))
                .orElseThrow());
        assertThat(version).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void manyWritersMakeOneChain(Kind kind) throws Exception {
        open(kind);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Callable<Void>> work = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int from = writer * 100;
            work.add(() -> {
                for (int i = 1; i <= 25; i++) {
                    record(from + i, from + i);
                }
                return null;
            });
        }
        for (var done : writers.invokeAll(work)) {
            done.get();
        }
        writers.shutdown();
        assertThat(verified().faults()).isEmpty();
        assertThat(verified().rows()).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsArchivedMayGoAndNothingElse(Kind kind) {
        open(kind);
        record(1, 10);
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW + 1_000), ZoneOffset.UTC);
        AuditRow last = AuditArchive.lastBefore(store, NOW + 5).orElseThrow();
        assertThat(last.seq()).isEqualTo(4);
        assertThat(AuditArchive.removeTo(store, trail, 0, last, Actor.commandLine(), clock))
                .hasValue(4);
        assertThat(verified().faults()).isEmpty();
        assertThat(verified().rows()).isEqualTo(7);
        withoutGuards(
                kind,
                "UPDATE audit_head SET archived_seq = 6, archived_hash = (SELECT hash FROM audit WHERE seq = 6)",
                "DELETE FROM audit WHERE seq <= 6");
        assertThat(verified().faults())
                .containsExactly("rows up to 6 are said to be archived, and no row of the chain tells of it");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoeverArchivesTooLateChangesNothing(Kind kind) {
        open(kind);
        record(1, 10);
        Clock clock = Clock.fixed(Instant.ofEpochMilli(NOW + 1_000), ZoneOffset.UTC);
        AuditRow last = AuditArchive.lastBefore(store, NOW + 5).orElseThrow();
        AuditRow later = AuditArchive.lastBefore(store, NOW + 7).orElseThrow();
        AuditRow earlier = AuditArchive.lastBefore(store, NOW + 3).orElseThrow();
        AuditArchive.removeTo(store, trail, 0, last, Actor.commandLine(), clock);
        for (AuditRow tooLate : List.of(earlier, last, later)) {
            assertThat(AuditArchive.removeTo(store, trail, 0, tooLate, Actor.commandLine(), clock))
                    .isEmpty();
        }
        assertThat(verified().faults()).isEmpty();
        assertThat(verified().rows()).isEqualTo(7);
        assertThat(AuditArchive.removeTo(store, trail, 4, later, Actor.commandLine(), clock))
                .hasValue(2);
        assertThat(verified().faults()).isEmpty();
    }

    @Test
    void whatIsArchivedWhileItIsVerifiedIsNoFault() throws Exception {
        open(Kind.POSTGRESQL);
        record(1, 10);
        AuditRow last = AuditArchive.lastBefore(store, NOW + 5).orElseThrow();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Report> verified = store.write(statements -> {
                statements.update("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE");
                Future<Report> begun = other.submit(() -> verified());
                TestingPostgres.awaitWaiting(store.address().url(), 1);
                trail.record(
                        statements,
                        AuditEvent.of(
                                NOW, AuditArchive.ACTION, ALICE, null, Map.of("to_seq", "4", "to_hash", last.hash())));
                statements.update("UPDATE audit_head SET archived_seq = 4, archived_hash = ?", last.hash());
                statements.update("DELETE FROM audit WHERE seq <= 4");
                return begun;
            });
            assertThat(verified.get().faults()).isEmpty();
            assertThat(verified.get().rows()).isEqualTo(7);
        } finally {
            other.shutdown();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void textsThatNoDatabaseTakesAreTakenAsTheyCan(Kind kind) {
        open(kind);
        store.write(statements -> {
            trail.record(
                    statements,
                    AuditEvent.of(
                            NOW,
                            "key.created",
                            Actor.nobody("10.0.0.1", "a\u0000b\n"),
                            "\ud800x\u2028😀",
                            Map.of("long", "é".repeat(5_000))));
            return null;
        });
        assertThat(verified().faults()).isEmpty();
    }
}
