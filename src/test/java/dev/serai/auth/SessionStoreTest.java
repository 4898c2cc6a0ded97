package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MovableClock;
import dev.serai.allowances.Allowance;
import dev.serai.audit.Actor;
import dev.serai.config.Settings;
import dev.serai.store.Store;
import dev.serai.store.TestingPostgres;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that several replicas write at the same time, in a real PostgreSQL: nobody waits for one who waits for him. */
@Timeout(60)
class SessionStoreTest {
    /** As the table has them: the first of all is the last that was inserted. */
    private static final List<String> IDS = List.of("session-4", "session-3", "session-2", "session-1");

    private static final String FIRST = "session-1";

    private final MovableClock clock = new MovableClock();
    private final String url = TestingPostgres.database();
    private final ExecutorService others = Executors.newFixedThreadPool(2);
    private StoredKeys stored;
    private String key;

    @BeforeEach
    void sessions() {
        stored = StoredKeys.open(
                Settings.only(Map.of("DATABASE_URL", url, "KEY_PEPPER", "first-pepper-0123456789-abcdefghijkl")),
                clock);
        stored.store().prepare();
        key = stored.keys().create(ofAlice(), Actor.GATEWAY).key().id();
        stored.store().write(statements -> {
            for (String id : IDS) {
                statements.update(
                        "INSERT INTO sessions (id, key_id, pepper_version, token_hash, created_at, expires_at, last_used_at,"
                                + " ip_address, user_agent) VALUES (?, ?, 1, '', 0, ?, 0, '', '')",
                        id,
                        key,
                        Long.MAX_VALUE);
            }
            return null;
        });
    }

    private static NewKey ofAlice() {
        return new NewKey(
                "laptop",
                "alice",
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
    }

    @AfterEach
    void close() {
        others.shutdown();
        stored.close();
    }

    /** Whoever waits for the first has locked none behind it. */
    private void assertInOrder(Runnable work) throws Exception {
        Future<?> done;
        try (Store another = Store.open(stored.store().address())) {
            done = another.write(statements -> {
                statements.one("SELECT id FROM sessions WHERE id = ? FOR UPDATE", row -> row.getString(1), FIRST);
                Future<?> begun = others.submit(work);
                TestingPostgres.awaitWaiting(url, 1);
                assertThat(statements.query(
                                "SELECT id FROM sessions ORDER BY id DESC FOR UPDATE SKIP LOCKED",
                                row -> row.getString(1)))
                        .containsExactlyElementsOf(IDS);
                return begun;
            });
        }
        done.get();
    }

    private int count(String which) {
        return stored.store()
                .read(statements ->
                        statements.one("SELECT COUNT(*) FROM sessions WHERE " + which, row -> row.getInt(1)))
                .orElseThrow();
    }

    @Test
    void whatWasUsedIsWrittenInTheOrderOfTheIds() throws Exception {
        Map<String, Long> times = new LinkedHashMap<>();
        IDS.forEach(id -> times.put(id, 7L));
        assertInOrder(() -> stored.sessions().used(times));
        assertThat(count("last_used_at = 7")).isEqualTo(4);
    }

    @Test
    void allOfAKeyEndInTheOrderOfTheirIds() throws Exception {
        assertInOrder(
                () -> assertThat(stored.sessions().endAll(key, Actor.GATEWAY)).isEqualTo(4));
        assertThat(count("1 = 1")).isZero();
        assertThat(stored.keys().changes().since(0).ids()).containsAll(IDS);
    }

    @Test
    void thoseOfADeletedKeyEndInTheOrderOfTheirIds() throws Exception {
        assertInOrder(() -> stored.keys().delete(key, true, Actor.GATEWAY));
        assertThat(count("1 = 1")).isZero();
    }

    @Test
    void allOfAUserEndInTheOrderOfTheirIds() throws Exception {
        stored.keys().create(ofAlice(), Actor.GATEWAY);
        stored.store().write(statements -> {
            List<ApiKey> keys = KeyRow.ofOwners(statements, List.of("alice"));
            for (int i = 0; i < IDS.size(); i++) {
                String id = keys.get(i / 2).id();
                statements.update("UPDATE sessions SET key_id = ? WHERE id = ?", id, IDS.get(i));
            }
            return null;
        });
        assertInOrder(() -> stored.users().disable("alice", Actor.GATEWAY, each -> {}));
        assertThat(count("1 = 1")).isZero();
    }

    @Test
    void thoseThatAreOverAreDeletedInTheOrderOfTheirIds() throws Exception {
        assertInOrder(() -> stored.sessions().tidy());
        assertThat(count("1 = 1")).isZero();
    }

    @Test
    void ofTwoWhoEndASessionOneHasEndedIt() throws Exception {
        Callable<Boolean> end = () -> stored.sessions().end(key, FIRST, Actor.GATEWAY);
        List<Future<Boolean>> ended;
        try (Store another = Store.open(stored.store().address())) {
            ended = another.write(statements -> {
                statements.update("UPDATE key_version SET version = version");
                List<Future<Boolean>> begun = List.of(others.submit(end), others.submit(end));
                TestingPostgres.awaitWaiting(url, 2);
                return begun;
            });
        }
        assertThat(List.of(ended.get(0).get(), ended.get(1).get())).containsExactlyInAnyOrder(true, false);
        assertThat(stored.store()
                        .<List<String>>read(statements -> statements.query(
                                "SELECT target FROM audit WHERE action = 'session.ended'", row -> row.getString(1))))
                .containsExactly("session:" + FIRST);
    }
}
