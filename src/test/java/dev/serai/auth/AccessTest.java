package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MovableClock;
import dev.serai.audit.Actor;
import dev.serai.config.Settings;
import dev.serai.errors.GatewayError;
import dev.serai.fakes.FakeIssuer;
import dev.serai.fakes.TcpProxy;
import dev.serai.store.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes in while PostgreSQL is away or slow, and as time goes by. */
class AccessTest {
    private static final String STATIC_KEY = "static-key-of-ci-0123456789";
    private static final long LONGEST_NANOS = 60_000_000_000L;

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T12:00:00Z"));
    private final Map<String, String> variables = new HashMap<>();
    private final TcpProxy proxy = TcpProxy.before(TestingPostgres.port());
    private StoredKeys direct;

    @BeforeEach
    void prepare() {
        String url = TestingPostgres.database();
        variables.put("AUTH_ENABLED", "true");
        variables.put("KEY_PEPPER", "pepper-of-a-test-0123456789-abcdefghijkl");
        variables.put("API_KEY_CI", STATIC_KEY);
        variables.put("KEY_SNAPSHOT_FILE", folder.resolve("keys.snapshot").toString());
        variables.put("DATABASE_URL", url);
        direct = StoredKeys.open(Settings.only(variables), clock);
        direct.store().prepare();
        variables.put("DATABASE_URL", url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port()));
    }

    @AfterEach
    void close() {
        proxy.close();
        direct.close();
    }

    private Access open() {
        return Access.open(Settings.only(variables), clock, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    private MintedKey key(Instant expiresAt) {
        return direct.keys().create(alice(expiresAt), Actor.commandLine());
    }

    private static NewKey alice(Instant expiresAt) {
        return new NewKey(
                "alice", null, null, Set.of(), Set.of(), Globs.ALL, Globs.ALL, List.of(), Map.of(), expiresAt);
    }

    private static Verdict judge(Access access, String key) {
        Credentials shown = Credentials.of(name -> name.equals("X-API-Key") ? List.of(key) : List.of());
        return access.judge(shown, "127.0.0.1").toCompletableFuture().join();
    }

    private static Verdict judge(Access access, List<String> keys, List<String> sessions) {
        return access.judge(new Credentials(keys, List.of(), sessions, List.of()), "127.0.0.1")
                .toCompletableFuture()
                .join();
    }

    private static boolean welcome(Verdict verdict) {
        return verdict instanceof Verdict.Welcome;
    }

    private static GatewayError refusal(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Refusal.class);
        return ((Verdict.Refusal) verdict).error();
    }

    private static Verdict until(Access access, String key, Predicate<Verdict> wanted) {
        long end = System.nanoTime() + LONGEST_NANOS;
        Verdict verdict = judge(access, key);
        while (!wanted.test(verdict) && System.nanoTime() < end) {
            verdict = judge(access, key);
        }
        assertThat(verdict).matches(wanted);
        return verdict;
    }

    @Test
    @DisplayName("T13: what a key made is refused with it, and given back with it, on every replica")
    void withAKeyGoesWhatItMade() {
        MintedKey maker = key(null);
        MintedKey middle = direct.keys().create(alice(null), maker.key().id(), Actor.GATEWAY);
        String key = direct.keys()
                .create(alice(null), middle.key().id(), Actor.GATEWAY)
                .text()
                .text();
        try (Access access = open()) {
            assertThat(welcome(judge(access, key))).isTrue();
            direct.keys().enable(maker.key().id(), false, Actor.GATEWAY);
            GatewayError error = refusal(until(access, key, verdict -> !welcome(verdict)));
            assertThat(error.code()).isEqualTo("invalid_api_key");
            assertThat(error.message()).contains("made this API key");
            direct.keys().enable(maker.key().id(), true, Actor.GATEWAY);
            until(access, key, AccessTest::welcome);
            direct.keys().delete(maker.key().id(), true, Actor.GATEWAY);
            until(access, key, verdict -> !welcome(verdict));
            direct.keys().adopt(middle.key().id(), Actor.GATEWAY);
            until(access, key, AccessTest::welcome);
        }
    }

    @Test
    @DisplayName("P8, F27: without the database known keys go on for 15 minutes, unknown ones are 503")
    void aQuarterOfAnHourWithoutTheDatabase() {
        String known = key(null).text().text();
        String unknown = key(null).text().text();
        try (Access access = open()) {
            assertThat(welcome(judge(access, known))).isTrue();
            proxy.cut();
            assertThat(refusal(judge(access, unknown)).code()).isEqualTo("auth_unavailable");
            for (int minute = 0; minute < 15; minute++) {
                assertThat(welcome(judge(access, known))).as("minute " + minute).isTrue();
                assertThat(access.usable()).isTrue();
                clock.forward(Duration.ofMinutes(1));
            }
            GatewayError late = refusal(judge(access, known));
            assertThat(late.status()).isEqualTo(503);
            assertThat(late.code()).isEqualTo("auth_unavailable");
            assertThat(late.retryAfterSeconds()).isPositive();
            assertThat(welcome(judge(access, STATIC_KEY))).isTrue();
            proxy.restore();
            until(access, known, AccessTest::welcome);
            until(access, unknown, AccessTest::welcome);
        }
    }

    @Test
    @DisplayName("F26: with the database down at the start, keys of the configuration come in, others are 503")
    void theDatabaseIsDownAtTheStart() {
        String key = key(null).text().text();
        proxy.cut();
        try (Access access = open()) {
            assertThat(access.usable()).isTrue();
            assertThat(welcome(judge(access, STATIC_KEY))).isTrue();
            assertThat(refusal(judge(access, key)).status()).isEqualTo(503);
            assertThat(refusal(judge(access, "srk_live_typo")).status()).isEqualTo(401);
            proxy.restore();
            until(access, key, AccessTest::welcome);
        }
    }

    @Test
    @DisplayName("F26: with the database down at the start, keys that the process before knew go on for 15 minutes")
    void aSnapshotIsWhatTheProcessBeforeKnew() throws IOException {
        Path denied = Files.writeString(folder.resolve("denied"), "");
        variables.put("KEY_DENY_FILE", denied.toString());
        variables.remove("API_KEY_CI");
        MintedKey known = key(null);
        MintedKey mortal = key(clock.instant().plusSeconds(120));
        MintedKey maker = key(clock.instant().plusSeconds(120));
        MintedKey made = direct.keys().create(alice(null), maker.key().id(), Actor.GATEWAY);
        MintedKey stolen = key(null);
        String unknown = key(null).text().text();
        List<MintedKey> used = List.of(known, mortal, made, stolen);
        try (Access access = open()) {
            used.forEach(each ->
                    assertThat(welcome(judge(access, each.text().text()))).isTrue());
        }
        proxy.cut();
        clock.forward(Duration.ofMinutes(1));
        Files.writeString(
                denied,
                "# stolen\n" + stolen.key().id() + " # yesterday\n"
                        + known.key().id() + "#no-comment\n");
        try (Access access = open()) {
            assertThat(access.usable()).isTrue();
            assertThat(welcome(judge(access, known.text().text()))).isTrue();
            assertThat(welcome(judge(access, mortal.text().text()))).isTrue();
            assertThat(welcome(judge(access, made.text().text()))).isTrue();
            assertThat(refusal(judge(access, stolen.text().text())).status()).isEqualTo(401);
            assertThat(refusal(judge(access, unknown)).code()).isEqualTo("auth_unavailable");
            clock.forward(Duration.ofMinutes(1));
            assertThat(refusal(judge(access, mortal.text().text())).message()).contains("expired");
            assertThat(refusal(judge(access, made.text().text())).message()).contains("made this API key");
        }
        clock.forward(Duration.ofMinutes(12));
        try (Access access = open()) {
            assertThat(welcome(judge(access, known.text().text())))
                    .as("a second start without the database")
                    .isTrue();
            clock.forward(Duration.ofMinutes(1));
            assertThat(refusal(judge(access, known.text().text())).code()).isEqualTo("auth_unavailable");
            assertThat(access.usable()).isFalse();
        }
        try (Access access = open()) {
            assertThat(refusal(judge(access, known.text().text())).code())
                    .as("too old")
                    .isEqualTo("auth_unavailable");
            proxy.restore();
            until(access, known.text().text(), AccessTest::welcome);
            until(access, unknown, AccessTest::welcome);
        }
    }

    @Test
    @DisplayName("F28: with a database that does not answer, a known key waits for 100 ms and no longer")
    void aSlowDatabase() {
        String known = key(null).text().text();
        String unknown = key(null).text().text();
        try (Access access = open()) {
            assertThat(welcome(judge(access, known))).isTrue();
            proxy.hold();
            assertThat(welcome(judge(access, known))).as("nobody is asked").isTrue();
            clock.forward(Duration.ofSeconds(25));
            assertThat(welcome(judge(access, known)))
                    .as("asked beside the request")
                    .isTrue();
            clock.forward(Duration.ofSeconds(10));
            for (int i = 0; i < 5; i++) {
                assertThat(welcome(judge(access, known)))
                        .as("while the database still holds its answer back")
                        .isTrue();
            }
            assertThat(refusal(judge(access, unknown)).status()).isEqualTo(503);
            assertThat(welcome(judge(access, STATIC_KEY))).isTrue();
            proxy.release();
            until(access, unknown, AccessTest::welcome);
        }
    }

    @Test
    @DisplayName("P9: the deny file shuts a known key out while the database is down")
    void theDenyFileNeedsNoDatabase() throws IOException {
        Path denied = Files.writeString(folder.resolve("denied"), "# nobody\n");
        variables.put("KEY_DENY_FILE", denied.toString());
        MintedKey known = key(null);
        MintedKey other = key(null);
        MintedKey made = direct.keys().create(alice(null), known.key().id(), Actor.GATEWAY);
        String text = known.text().text();
        try (Access access = open()) {
            assertThat(welcome(judge(access, text))).isTrue();
            assertThat(welcome(judge(access, other.text().text()))).isTrue();
            assertThat(welcome(judge(access, made.text().text()))).isTrue();
            proxy.cut();
            Files.writeString(
                    denied, "# stolen on Monday\n" + known.key().id() + " # alice's\nstatic:ci\njwt:mallory\n");
            Verdict shut = until(access, text, verdict -> !welcome(verdict));
            assertThat(refusal(shut).status()).isEqualTo(401);
            assertThat(refusal(shut).code()).isEqualTo("invalid_api_key");
            assertThat(refusal(judge(access, made.text().text())).code()).isEqualTo("invalid_api_key");
            assertThat(welcome(judge(access, STATIC_KEY))).isFalse();
            assertThat(welcome(judge(access, other.text().text()))).isTrue();
            Files.delete(denied);
            until(access, text, verdict -> !welcome(verdict));
            Files.writeString(denied, "srk_live_" + other.key().id() + "_…\n");
            until(access, text, AccessTest::welcome);
            assertThat(welcome(judge(access, made.text().text()))).isTrue();
            assertThat(welcome(judge(access, other.text().text()))).isFalse();
        }
    }

    @Test
    @DisplayName("T17: a key ends with its second, and both keys of a rotation are good until the overlap is over")
    void keysExpire() {
        MintedKey mortal = key(clock.instant().plusSeconds(60));
        try (Access access = open()) {
            assertThat(welcome(judge(access, mortal.text().text()))).isTrue();
            clock.forward(Duration.ofSeconds(59));
            assertThat(welcome(judge(access, mortal.text().text()))).isTrue();
            clock.forward(Duration.ofSeconds(1));
            GatewayError expired = refusal(judge(access, mortal.text().text()));
            assertThat(expired.status()).isEqualTo(401);
            assertThat(expired.message())
                    .isEqualTo("The API key has expired")
                    .doesNotContain(mortal.key().id());

            MintedKey old = key(null);
            MintedKey fresh = direct.keys()
                    .rotate(old.key().id(), Duration.ofHours(1), Actor.commandLine())
                    .orElseThrow();
            clock.forward(Duration.ofMinutes(59));
            Stream.of(old, fresh).forEach(each -> assertThat(
                            welcome(judge(access, each.text().text())))
                    .isTrue());
            clock.forward(Duration.ofMinutes(1));
            assertThat(refusal(judge(access, old.text().text())).message()).isEqualTo("The API key has expired");
            assertThat(welcome(judge(access, fresh.text().text()))).isTrue();
        }
    }

    @Test
    @DisplayName(
            "T10: a token of the issuer's beside a key or a session of ours is a conflict, in whatever order the ways are")
    void aTokenStandsAlone() {
        SessionText session = SessionText.random(new SecureRandom());
        try (FakeIssuer issuer = FakeIssuer.start()) {
            variables.putAll(issuer.environment());
            String token = issuer.signed("bob");
            for (String modes : List.of("jwt,api_key", "api_key,jwt")) {
                variables.put("AUTH_MODE", modes);
                try (Access access = open()) {
                    assertThat(welcome(judge(access, List.of(token), List.of())))
                            .isTrue();
                    assertThat(welcome(judge(access, List.of(token), List.of("of-somebody-else"))))
                            .isTrue();
                    for (Verdict conflict : List.of(
                            judge(access, List.of(token), List.of(session.text())),
                            judge(access, List.of(token, session.text()), List.of()),
                            judge(access, List.of(token, STATIC_KEY), List.of()))) {
                        assertThat(refusal(conflict).code()).isEqualTo("conflicting_credentials");
                    }
                }
            }
        }
    }
}
