package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import dev.serai.allowances.Allowance;
import dev.serai.audit.Actor;
import dev.serai.auth.CodeCheck.Proof;
import dev.serai.auth.SecondFactors.Enrolment;
import dev.serai.auth.totp.Totp;
import dev.serai.config.Settings;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import dev.serai.store.TestingPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows T18 and B84 on both kinds of store, each a real one: codes, locks, backup codes, peppers that change. */
class SecondFactorsTest {
    private static final String FIRST = "first-pepper-0123456789-abcdefghijkl";
    private static final String SECOND = "second-pepper-0123456789-abcdefghijk";
    private static final String HERE = "192.0.2.1";
    private static final Proof GOOD = new Proof.Good();
    private static final Proof WRONG = new Proof.Wrong();

    enum Kind {
        SQLITE,
        POSTGRESQL
    }

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();
    private final Map<String, String> variables = new HashMap<>();

    private StoredKeys open(Kind kind) {
        variables.computeIfAbsent(
                "DATABASE_URL",
                none -> kind == Kind.SQLITE ? "jdbc:sqlite:" + folder.resolve("serai.db") : TestingPostgres.database());
        variables.putIfAbsent("KEY_PEPPER", FIRST);
        StoredKeys stored = StoredKeys.open(Settings.only(variables), clock);
        stored.store().prepare();
        return stored;
    }

    private static String key(StoredKeys stored) {
        return stored.keys()
                .create(
                        new NewKey(
                                "alice",
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
                                false),
                        Actor.GATEWAY)
                .key()
                .id();
    }

    private static String factor(StoredKeys stored, String keyId) {
        return stored.keys().find(keyId).orElseThrow().secondFactor();
    }

    /** As an authenticator app does. */
    private String code(Enrolment enrolment, int steps) {
        return Totp.code(Base32.seed(enrolment.uri()), Totp.step(clock.instant()) + steps);
    }

    private static String wrong(String code) {
        return code.substring(1) + (code.charAt(0) == '0' ? '1' : '0');
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void t18ACodeIsGoodOnce(Kind kind) {
        try (StoredKeys stored = open(kind)) {
            String key = key(stored);
            Enrolment enrolled =
                    stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            String factor = factor(stored, key);
            String code = code(enrolled, 0);
            assertThat(stored.codes().prove(factor, code, HERE)).isEqualTo(GOOD);
            assertThat(stored.codes().prove(factor, code, HERE)).isEqualTo(WRONG);
            assertThat(stored.codes().prove(factor, code(enrolled, -1), HERE)).isEqualTo(WRONG);
            assertThat(stored.codes().prove(factor, code(enrolled, 1), HERE)).isEqualTo(GOOD);
            clock.forward(Duration.ofSeconds(90));
            assertThat(stored.codes().prove(factor, code(enrolled, -1), HERE)).isEqualTo(GOOD);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void t18OfThoseWhoComeAtOnceOneHasIt(Kind kind) throws Exception {
        try (StoredKeys one = open(kind);
                StoredKeys other = open(kind)) {
            String key = key(one);
            Enrolment enrolled = one.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            String factor = factor(one, key);
            assertThat(good(one, other, factor, code(enrolled, 0))).isEqualTo(1);
            assertThat(good(one, other, factor, enrolled.backupCodes().get(3))).isEqualTo(1);
        }
    }

    /** Two on each of two replicas, so that those who fail are too few for a lock. */
    private static long good(StoredKeys one, StoredKeys other, String factor, String code) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Proof>> posts = new ArrayList<>();
            for (StoredKeys replica : List.of(one, other, one, other)) {
                posts.add(() -> replica.codes().prove(factor, code, ""));
            }
            long good = 0;
            for (Future<Proof> proof : threads.invokeAll(posts)) {
                good += proof.get().equals(GOOD) ? 1 : 0;
            }
            return good;
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void t18B84FiveFailuresLockForAQuarterOfAnHour(Kind kind) {
        try (StoredKeys stored = open(kind)) {
            String key = key(stored);
            Enrolment enrolled =
                    stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            String factor = factor(stored, key);
            for (String bad : List.of("12345", "abcdef", wrong(code(enrolled, 0)), "", "aaaaa-bbbbb")) {
                assertThat(stored.codes().prove(factor, bad, "198.51.100." + bad.length()))
                        .isEqualTo(WRONG);
            }
            assertThat(stored.codes().prove(factor, code(enrolled, 0), HERE)).isEqualTo(new Proof.Locked(900));
            assertThat(stored.secondFactors().status(key).orElseThrow().lockedUntil())
                    .isNotNull();
            clock.forward(Duration.ofSeconds(890));
            assertThat(stored.codes().prove(factor, code(enrolled, 0), HERE)).isEqualTo(new Proof.Locked(10));
            clock.forward(Duration.ofSeconds(11));
            assertThat(stored.codes().prove(factor, code(enrolled, 0), HERE)).isEqualTo(GOOD);
            assertThat(stored.secondFactors().status(key).orElseThrow().lockedUntil())
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void t18FiveFailuresFromOneAddressLockItWhosesoeverTheyAre(Kind kind) {
        try (StoredKeys stored = open(kind)) {
            for (int i = 0; i < 5; i++) {
                String key = key(stored);
                stored.secondFactors().enrol(key, Actor.GATEWAY);
                assertThat(stored.codes().prove(factor(stored, key), "000", "2001:db8::" + i))
                        .isEqualTo(WRONG);
            }
            String key = key(stored);
            Enrolment enrolled =
                    stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            assertThat(stored.codes().prove(factor(stored, key), code(enrolled, 0), "2001:db8::ffff"))
                    .isInstanceOf(Proof.Locked.class);
            assertThat(stored.codes().prove(factor(stored, key), code(enrolled, 0), HERE))
                    .isEqualTo(GOOD);
            clock.forward(Duration.ofMinutes(16));
            assertThat(stored.codes().prove(factor(stored, key), code(enrolled, 0), "2001:db8::ffff"))
                    .isEqualTo(GOOD);
        }
    }

    @Test
    void whoIsRightInBetweenIsNotLocked() {
        try (StoredKeys stored = open(Kind.SQLITE)) {
            String key = key(stored);
            Enrolment enrolled =
                    stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            String factor = factor(stored, key);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 4; i++) {
                    assertThat(stored.codes().prove(factor, "000", "198.51.100." + round + i))
                            .isEqualTo(WRONG);
                }
                assertThat(stored.codes().prove(factor, code(enrolled, 0), HERE))
                        .isEqualTo(GOOD);
                clock.forward(Totp.STEP);
            }
            for (int i = 0; i < 4; i++) {
                assertThat(stored.codes().prove(factor, "000", "198.51.100.1")).isEqualTo(WRONG);
            }
            clock.forward(Duration.ofMinutes(16));
            assertThat(stored.codes().prove(factor, "000", "198.51.100.1")).isEqualTo(WRONG);
            assertThat(stored.codes().prove(factor, code(enrolled, 0), "198.51.100.1"))
                    .isEqualTo(GOOD);
        }
    }

    @Test
    void anUnlockForgivesAll() {
        try (StoredKeys stored = open(Kind.SQLITE)) {
            String key = key(stored);
            Enrolment enrolled =
                    stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            for (int i = 0; i < 5; i++) {
                stored.codes().prove(factor(stored, key), "000", "198.51.100." + i);
            }
            assertThat(stored.secondFactors().unlock(key, Actor.GATEWAY)).isTrue();
            assertThat(stored.codes().prove(factor(stored, key), code(enrolled, 0), HERE))
                    .isEqualTo(GOOD);
            assertThat(stored.secondFactors().unlock("nobody", Actor.GATEWAY)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void b84ABackupCodeIsGoodOnce(Kind kind) {
        try (StoredKeys stored = open(kind)) {
            String key = key(stored);
            Enrolment enrolled =
                    stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            String factor = factor(stored, key);
            assertThat(enrolled.backupCodes()).hasSize(10);
            String code = enrolled.backupCodes().get(0);
            assertThat(stored.codes().prove(factor, code, HERE)).isEqualTo(GOOD);
            assertThat(stored.codes().prove(factor, code, HERE)).isEqualTo(WRONG);
            assertThat(stored.secondFactors().status(key).orElseThrow().backupCodesLeft())
                    .isEqualTo(9);
            List<String> others =
                    stored.secondFactors().renewBackupCodes(key, Actor.GATEWAY).orElseThrow();
            assertThat(stored.codes().prove(factor, enrolled.backupCodes().get(1), HERE))
                    .isEqualTo(WRONG);
            assertThat(stored.codes().prove(factor, others.get(1), HERE)).isEqualTo(GOOD);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aKeyInPlaceOfAnotherHasItsSecondFactorAndTheLastOneGoesWithItsKey(Kind kind) {
        try (StoredKeys stored = open(kind)) {
            String key = key(stored);
            Enrolment enrolled =
                    stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            String factor = factor(stored, key);
            String next = stored.keys()
                    .rotate(key, Duration.ofHours(1), Actor.GATEWAY)
                    .orElseThrow()
                    .key()
                    .id();
            assertThat(factor(stored, next)).isEqualTo(factor);
            stored.keys().delete(key, true, Actor.GATEWAY);
            assertThat(stored.codes().prove(factor, code(enrolled, 0), HERE)).isEqualTo(GOOD);
            stored.keys().delete(next, true, Actor.GATEWAY);
            assertThat(count(stored, "second_factors")).isZero();
            assertThat(count(stored, "backup_codes")).isZero();
            assertThat(stored.codes().prove(factor, code(enrolled, 1), HERE)).isEqualTo(WRONG);
        }
    }

    @Test
    void whatIsTakenAwayIsGoneAndWhatIsEnrolledAgainIsAnother() {
        try (StoredKeys stored = open(Kind.SQLITE)) {
            String key = key(stored);
            assertThat(stored.secondFactors().status(key)).isEmpty();
            assertThat(stored.secondFactors().disable(key, Actor.GATEWAY)).isFalse();
            assertThat(stored.secondFactors().renewBackupCodes(key, Actor.GATEWAY))
                    .isEmpty();
            Enrolment first = stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            Enrolment second = stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            assertThat(stored.codes().prove(factor(stored, key), code(first, 0), HERE))
                    .isEqualTo(WRONG);
            assertThat(stored.codes().prove(factor(stored, key), code(second, 0), HERE))
                    .isEqualTo(GOOD);
            assertThat(count(stored, "second_factors")).isEqualTo(1);
            assertThat(stored.secondFactors().disable(key, Actor.GATEWAY)).isTrue();
            assertThat(factor(stored, key)).isNull();
            assertThat(stored.secondFactors().enrol("nobody", Actor.GATEWAY)).isEmpty();
            assertThat(second.toString())
                    .doesNotContain("otpauth", second.backupCodes().get(0));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void withANewPepperSeedsAreSealedAnewAndCodesStayGood(Kind kind) {
        Enrolment enrolled;
        String key;
        try (StoredKeys stored = open(kind)) {
            key = key(stored);
            enrolled = stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
        }
        variables.put("KEY_PEPPER", "2:" + SECOND + ",1:" + FIRST);
        try (StoredKeys stored = open(kind)) {
            stored.resealSeeds();
            assertThat(stored.codes()
                            .prove(factor(stored, key), enrolled.backupCodes().get(0), HERE))
                    .isEqualTo(GOOD);
        }
        variables.put("KEY_PEPPER", "2:" + SECOND);
        try (StoredKeys stored = open(kind)) {
            assertThat(stored.codes().prove(factor(stored, key), code(enrolled, 0), HERE))
                    .isEqualTo(GOOD);
            assertThat(stored.codes()
                            .prove(factor(stored, key), enrolled.backupCodes().get(1), HERE))
                    .as("its hash went with its pepper")
                    .isEqualTo(WRONG);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCodeIsUsedUpWithItsSessionOrNotAtAll(Kind kind) {
        try (StoredKeys stored = open(kind)) {
            String key = key(stored);
            Enrolment enrolled =
                    stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
            String factor = factor(stored, key);
            String code = code(enrolled, 0);
            assertThatThrownBy(() -> stored.codes().prove(factor, code, HERE, statements -> {
                        begin(statements, stored, key, null);
                        throw new SQLException("no room for a session");
                    }))
                    .isInstanceOf(StoreException.class);
            assertThat(stored.sessions().list(key)).isEmpty();
            assertThat(stored.codes()
                            .prove(factor, wrong(code), HERE, statements -> begin(statements, stored, key, null)))
                    .isEqualTo(new CodeCheck.Proven<>(WRONG, null));
            assertThat(stored.sessions().list(key)).isEmpty();
            CodeCheck.Proven<SessionStore.Begun> first =
                    stored.codes().prove(factor, code, HERE, statements -> begin(statements, stored, key, null));
            assertThat(first.proof()).isEqualTo(GOOD);
            Session old = first.made().session();
            CodeCheck.Proven<SessionStore.Begun> second = stored.codes()
                    .prove(factor, code(enrolled, 1), HERE, statements -> begin(statements, stored, key, old));
            assertThat(stored.sessions().list(key))
                    .singleElement()
                    .extracting(Session::id)
                    .isEqualTo(second.made().session().id());
            List<String> audited = stored.store()
                    .read(statements -> statements.query(
                            "SELECT action, target FROM audit WHERE action LIKE 'session.%' ORDER BY seq",
                            row -> row.getString(1) + " " + row.getString(2)));
            assertThat(audited)
                    .containsExactly(
                            "session.begun session:" + old.id(),
                            "session.ended session:" + old.id(),
                            "session.begun session:" + second.made().session().id());
        }
    }

    @Test
    void theAuditNamesTheSessionThatARenewedOneReplaces() {
        try (StoredKeys stored = open(Kind.SQLITE)) {
            String key = key(stored);
            Session before = stored.store()
                    .write(statements -> begin(statements, stored, key, null))
                    .session();
            Session after = stored.sessions()
                    .renew(before, new Session.Visitor(HERE, "a test"), Actor.GATEWAY)
                    .orElseThrow()
                    .session();
            List<String> audited = stored.store()
                    .read(statements -> statements.query(
                            "SELECT target, details FROM audit WHERE action = 'session.renewed'",
                            row -> row.getString(1) + " " + row.getString(2)));
            assertThat(audited)
                    .singleElement()
                    .asString()
                    .startsWith("session:" + after.id())
                    .contains("\"key\":\"" + key + "\"", "\"replaced\":\"" + before.id() + "\"");
        }
    }

    private static SessionStore.Begun begin(Statements statements, StoredKeys stored, String key, Session before)
            throws SQLException {
        return stored.sessions().begin(statements, key, before, new Session.Visitor(HERE, "a test"), Actor.GATEWAY);
    }

    /** One takes the second factor away while others log in with it: neither waits for the other for ever. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoChangesAKeyAndWhoLogsInWithItWaitForOneAnother(Kind kind) throws Exception {
        try (StoredKeys stored = open(kind)) {
            String key = key(stored);
            stored.secondFactors().enrol(key, Actor.GATEWAY);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Callable<Object>> work = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    work.add(() -> stored.secondFactors().enrol(key, Actor.GATEWAY));
                    work.add(() -> {
                        Enrolment mine =
                                stored.secondFactors().enrol(key, Actor.GATEWAY).orElseThrow();
                        return stored.codes()
                                .prove(
                                        factor(stored, key),
                                        mine.backupCodes().get(0),
                                        "",
                                        statements -> begin(statements, stored, key, null));
                    });
                }
                for (Future<Object> done : threads.invokeAll(work)) {
                    assertThat(done.get()).isNotNull();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void aGatewaySealsThemAnewByItselfAndWritesWhatWasUsed() {
        String key;
        try (StoredKeys stored = open(Kind.SQLITE)) {
            key = key(stored);
            stored.secondFactors().enrol(key, Actor.GATEWAY);
        }
        variables.put("KEY_PEPPER", "2:" + SECOND + ",1:" + FIRST);
        AtomicLong nanos = new AtomicLong();
        try (StoredKeys stored = open(Kind.SQLITE);
                StoredAccess access = new StoredAccess(
                        stored, new DenyFile(Settings.only(Map.of())), null, false, clock, nanos::get)) {
            access.poll();
            until(() -> stored.store()
                    .read(statements ->
                            statements.one("SELECT pepper_version FROM second_factors", row -> row.getInt(1) == 2))
                    .orElseThrow());
            SessionStore.Begun begun = stored.store().write(statements -> stored.sessions()
                    .begin(statements, key, null, new Session.Visitor(HERE, "a test"), Actor.GATEWAY));
            clock.forward(Duration.ofMinutes(5));
            assertThat(access.bySession(begun.text(), HERE).join()).isInstanceOf(Verdict.Welcome.class);
            until(() -> {
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
                access.poll();
                return stored.sessions().list(key).get(0).lastUsedAt().toEpochMilli() == clock.millis();
            });
        }
    }

    /** What is in memory of it was read before it was used again. */
    @Test
    void aSessionThatWasUsedInItsLastSecondsIsNotIdleOnceThatIsWritten() {
        AtomicLong nanos = new AtomicLong();
        try (StoredKeys stored = open(Kind.SQLITE);
                StoredAccess access = new StoredAccess(
                        stored, new DenyFile(Settings.only(Map.of())), null, false, clock, nanos::get)) {
            access.poll();
            String key = key(stored);
            SessionStore.Begun begun = stored.store().write(statements -> begin(statements, stored, key, null));
            assertThat(access.bySession(begun.text(), HERE).join()).isInstanceOf(Verdict.Welcome.class);
            clock.forward(Session.IDLE.minusSeconds(1));
            assertThat(access.bySession(begun.text(), HERE).join()).isInstanceOf(Verdict.Welcome.class);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(11));
            until(() -> {
                access.poll();
                return stored.sessions().list(key).get(0).lastUsedAt().toEpochMilli() == clock.millis();
            });
            clock.forward(Duration.ofSeconds(2));
            assertThat(access.bySession(begun.text(), HERE).join()).isInstanceOf(Verdict.Welcome.class);
            clock.forward(Session.IDLE);
            assertThat(access.bySession(begun.text(), HERE).join()).isEqualTo(Refusals.SESSION_OVER);
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void noSecretIsInTheStore() {
        try (StoredKeys stored = open(Kind.SQLITE)) {
            Enrolment enrolled =
                    stored.secondFactors().enrol(key(stored), Actor.GATEWAY).orElseThrow();
            String dump = stored.store().read(SecondFactorsTest::dump);
            assertThat(dump)
                    .contains("alice")
                    .doesNotContain(Base32.text(enrolled.uri()))
                    .doesNotContain(java.util.Base64.getEncoder().encodeToString(Base32.seed(enrolled.uri())))
                    .doesNotContain(java.util.HexFormat.of().formatHex(Base32.seed(enrolled.uri())));
            for (String code : enrolled.backupCodes()) {
                assertThat(dump).doesNotContain(code).doesNotContain(code.replace("-", ""));
            }
        }
    }

    /** Nothing is judged by what a key was before the change that is waited for. */
    @Test
    void whoeverWaitsForAChangeSeesIt() {
        try (StoredKeys stored = open(Kind.POSTGRESQL)) {
            String gone = key(stored);
            assertThat(meanwhile(
                                    stored,
                                    () -> stored.secondFactors().enrol(gone, Actor.GATEWAY),
                                    statements -> statements.update("DELETE FROM api_keys WHERE id = ?", gone))
                            .join())
                    .isEmpty();
            assertThat(count(stored, "second_factors")).isZero();
            String key = key(stored);
            stored.secondFactors().enrol(key, Actor.GATEWAY);
            Store.Work<Integer> taken =
                    statements -> statements.update("UPDATE api_keys SET second_factor = NULL WHERE id = ?", key);
            assertThat(meanwhile(stored, () -> stored.secondFactors().disable(key, Actor.GATEWAY), taken)
                            .join())
                    .isFalse();
            stored.secondFactors().enrol(key, Actor.GATEWAY);
            assertThat(meanwhile(stored, () -> stored.secondFactors().renewBackupCodes(key, Actor.GATEWAY), taken)
                            .join())
                    .isEmpty();
        }
    }

    /** Begins something while a key is being changed, and changes it once that waits. */
    private static <T> CompletableFuture<T> meanwhile(StoredKeys stored, Supplier<T> begun, Store.Work<?> change) {
        return stored.store().write(statements -> {
            statements.update("UPDATE key_version SET version = version");
            CompletableFuture<T> waiting = CompletableFuture.supplyAsync(begun);
            while (statements
                    .query("SELECT 1 FROM pg_locks WHERE NOT granted", row -> row.getInt(1))
                    .isEmpty()) {
                Thread.onSpinWait();
            }
            change.with(statements);
            return waiting;
        });
    }

    private static String dump(Statements statements) throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String table : List.of("api_keys", "second_factors", "backup_codes", "code_failures", "sessions")) {
            rows.addAll(statements.query("SELECT * FROM " + table, row -> {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    text.append(row.getString(i)).append(' ');
                }
                return text.toString();
            }));
        }
        return String.join("\n", rows);
    }

    private static int count(StoredKeys stored, String table) {
        return stored.store()
                .read(statements -> statements.one("SELECT COUNT(*) FROM " + table, row -> row.getInt(1)))
                .orElseThrow();
    }
}
