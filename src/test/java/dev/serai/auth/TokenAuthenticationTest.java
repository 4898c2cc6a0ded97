package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.MovableClock;
import dev.serai.allowances.Allowance;
import dev.serai.allowances.AllowanceText;
import dev.serai.allowances.Limits;
import dev.serai.audit.Actor;
import dev.serai.auth.tokens.TokenRefusedException;
import dev.serai.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is remembered of tokens, for how long, and what their teams may use up. */
class TokenAuthenticationTest {
    private static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.AAAA";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T12:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Duration lifetime = Duration.ofHours(1);
    private volatile boolean refusing;
    private TokenAuthentication way = way(new TeamAllowances(null));

    @AfterEach
    void close() {
        way.close();
    }

    private TokenAuthentication way(TeamAllowances teams) {
        TokenJudge judge = new TokenJudge() {
            @Override
            public boolean recognises(String token) {
                return true;
            }

            @Override
            public Judgement judge(String token) throws TokenRefusedException {
                asked.incrementAndGet();
                if (refusing) {
                    throw new TokenRefusedException("no");
                }
                Caller caller = new Caller("jwt:a", "a", null, "blue", Set.of(), Set.of(), Globs.ALL, Globs.ALL);
                return new Judgement(Optional.of(caller), clock.instant().plus(lifetime));
            }

            @Override
            public boolean usable() {
                return true;
            }

            @Override
            public void close() {}
        };
        return new TokenAuthentication(judge, teams, clock);
    }

    private Verdict judge(String token) {
        return way.judge(new Credentials(List.of(token), List.of(), List.of(), List.of()), "127.0.0.1")
                .toCompletableFuture()
                .join();
    }

    @Test
    void aTokenIsProvedOnceAMinute() {
        for (int i = 0; i < 3; i++) {
            assertThat(judge(TOKEN)).isInstanceOf(Verdict.Welcome.class);
        }
        clock.forward(Duration.ofSeconds(59));
        judge(TOKEN);
        assertThat(asked).hasValue(1);
        clock.forward(Duration.ofSeconds(1));
        judge(TOKEN);
        assertThat(asked).hasValue(2);
        judge(TOKEN + "x");
        assertThat(asked).hasValue(3);
    }

    @Test
    void aTokenIsNeverRememberedLongerThanItIsGood() {
        lifetime = Duration.ofSeconds(10);
        judge(TOKEN);
        clock.forward(Duration.ofSeconds(9));
        judge(TOKEN);
        assertThat(asked).hasValue(1);
        clock.forward(Duration.ofSeconds(1));
        judge(TOKEN);
        assertThat(asked).hasValue(2);
    }

    @Test
    void aRefusalIsNotRemembered() {
        refusing = true;
        assertThat(judge(TOKEN)).isInstanceOf(Verdict.Refusal.class);
        refusing = false;
        assertThat(judge(TOKEN)).isInstanceOf(Verdict.Welcome.class);
        assertThat(asked).hasValue(2);
    }

    @Test
    void manyWhoShowTheSameTokenAtOnceAreOneQuestion() {
        List<CompletableFuture<Verdict>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(way.judge(new Credentials(List.of(TOKEN), List.of(), List.of(), List.of()), "127.0.0.1")
                    .toCompletableFuture());
        }
        assertThat(all.stream().map(CompletableFuture::join)).allMatch(Verdict.Welcome.class::isInstance);
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void whatATeamMayUseUpHoldsForTokensToo(@TempDir Path folder) {
        Settings settings = Settings.only(Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db")));
        try (StoredKeys store = StoredKeys.open(settings, clock)) {
            TeamAllowances teams = new TeamAllowances(store);
            way.close();
            way = way(teams);
            assertThat(judge(TOKEN)).as("nobody knows yet").isEqualTo(Refusals.TOKEN_UNAVAILABLE);
            teams.poll();
            assertThat(ofTeam()).isEqualTo(Allowance.UNLIMITED);
            Allowance two = new Allowance(Limits.of(AllowanceText.rates("requests_per_minute=2")), List.of(), null);
            store.teams().set("blue", two, Map.of(), Actor.commandLine());
            store.teams().set("red", Allowance.UNLIMITED, Map.of(), Actor.commandLine());
            teams.poll();
            assertThat(ofTeam()).isEqualTo(two);
            store.teams().delete("blue", Actor.commandLine());
            teams.poll();
            assertThat(ofTeam()).isEqualTo(Allowance.UNLIMITED);
            assertThat(asked).as("the token was proved once").hasValue(1);
        }
    }

    @Test
    void aChangeOfAKeyReadsNoTeams(@TempDir Path folder) {
        Settings settings = Settings.only(Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db")));
        try (StoredKeys store = StoredKeys.open(settings, clock)) {
            TeamAllowances teams = new TeamAllowances(store);
            teams.poll();
            store.teams().set("blue", Allowance.UNLIMITED, Map.of(), Actor.commandLine());
            teams.poll();
            long read = teams.version();
            store.keys()
                    .create(
                            new NewKey(
                                    "alice", null, "blue", Set.of(), Set.of(), Globs.ALL, Globs.ALL, List.of(),
                                    Map.of(), null),
                            Actor.commandLine());
            teams.poll();
            assertThat(teams.version()).isEqualTo(read);
            store.teams().set("red", Allowance.UNLIMITED, Map.of(), Actor.commandLine());
            teams.poll();
            assertThat(teams.version()).isEqualTo(read + 1);
        }
    }

    @Test
    void aStoreThatIsAwayIsSaidOnceAndThatItIsBack(@TempDir Path folder) {
        Settings settings = Settings.only(Map.of("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db")));
        Logger logger = (Logger) LoggerFactory.getLogger(TeamAllowances.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        try (StoredKeys store = StoredKeys.open(settings, clock)) {
            TeamAllowances teams = new TeamAllowances(store);
            teams.poll();
            rename(store, "key_version", "elsewhere");
            teams.poll();
            teams.poll();
            rename(store, "elsewhere", "key_version");
            teams.poll();
            teams.poll();
            assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(null);
        }
    }

    private static void rename(StoredKeys store, String from, String to) {
        store.store().write(statements -> statements.update("ALTER TABLE " + from + " RENAME TO " + to));
    }

    private Allowance ofTeam() {
        return ((Verdict.Welcome) judge(TOKEN)).caller().teamAllowance();
    }
}
