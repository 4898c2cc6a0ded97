package dev.serai.budgets;

import static dev.serai.budgets.Replica.DOLLAR;
import static dev.serai.budgets.Replica.dollars;
import static dev.serai.budgets.Replica.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Budget.Period;
import dev.serai.auth.Caller;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.fakes.TcpProxy;
import dev.serai.ledger.LedgerEntry;
import dev.serai.ledger.Settlement;
import dev.serai.store.Statements;
import dev.serai.store.TestingPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows T24, P10, F27, F35, F44: what is reserved, settled and given back, by one gateway and by several. */
@Timeout(90)
class BudgetsTest {
    @TempDir
    Path folder;

    private String sqlite() {
        return "jdbc:sqlite:" + folder.resolve("serai.db");
    }

    @Test
    void tenOfTwoHundredGetTheMoneyForTen() throws Exception {
        try (Replica replica = new Replica(sqlite(), folder)) {
            assertThat(hammered(List.of(replica), key("a", dollars(Period.DAY, 10)), DOLLAR))
                    .hasSize(10);
        }
    }

    @Test
    void twoReplicasNeverReserveMoreThanThereIs() throws Exception {
        String url = TestingPostgres.database();
        Caller caller = key("a", dollars(Period.DAY, 10));
        try (Replica one = new Replica(url, folder.resolve("one"));
                Replica other = new Replica(url, folder.resolve("other"))) {
            List<Held> held = hammered(List.of(one, other), caller, DOLLAR);
            assertThat(held.size()).isBetween(1, 10);
            held.forEach(each -> each.replica().end(each.reservation(), DOLLAR));
            int calls = held.size();
            while (calls < 10) {
                // What the other replica holds, and nobody uses, it gives back once it has heard that it is missed.
                Replica asking = calls % 2 == 0 ? one : other;
                try {
                    asking.end(asking.begin(caller, DOLLAR), DOLLAR);
                    calls++;
                } catch (GatewayException e) {
                    one.budgets.tend();
                    other.budgets.tend();
                }
            }
            await(() -> one.spent("key/day/a") == 10 * DOLLAR);
            for (Replica replica : List.of(one, other)) {
                // For a moment it may believe what it was told before the other one had spent.
                await(() -> error(replica, caller, DOLLAR).hopeless());
                assertThat(error(replica, caller, DOLLAR)).satisfies(BudgetsTest::spent);
            }
            assertThat(one.leased("key/day/a")).isZero();
        }
    }

    @Test
    void whatIsNotSpentIsFreeAgainAndWhatIsSpentIsInTheStore() throws Exception {
        try (Replica replica = new Replica(sqlite(), folder)) {
            Caller caller = key("a", dollars(Period.TOTAL, 3));
            Reservation dear = replica.begin(caller, 3 * DOLLAR);
            GatewayError busy = error(replica, caller, DOLLAR);
            assertThat(busy.status()).isEqualTo(429);
            assertThat(busy.hopeless()).as("it is only held").isFalse();
            assertThat(busy.retryAfterSeconds()).isPositive();
            replica.end(dear, DOLLAR);
            replica.end(replica.begin(caller, 2 * DOLLAR), 0);
            replica.end(replica.begin(caller, 2 * DOLLAR), 2 * DOLLAR);
            assertThat(error(replica, caller, 1)).satisfies(BudgetsTest::spent);
            await(() -> replica.spent("key/total/a") == 3 * DOLLAR);
        }
    }

    @Test
    void everyBudgetThatHoldsIsReservedOfOrNone() throws Exception {
        try (Replica replica = new Replica(sqlite(), folder)) {
            Budget ofModel = new Budget(Period.DAY, 2 * DOLLAR, null, "gpt-4*");
            Budget ofOther = new Budget(Period.DAY, DOLLAR, null, "claude-*");
            Caller caller = Replica.caller(
                    "a",
                    "blue/green",
                    List.of(dollars(Period.MONTH, 100), ofModel, ofOther),
                    List.of(dollars(Period.DAY, 5)));
            Caller colleague = Replica.caller("b", "blue/green", List.of(), List.of(dollars(Period.DAY, 5)));
            Reservation first = replica.begin(caller, 2 * DOLLAR);
            assertThat(error(replica, caller, DOLLAR).message()).contains("and for gpt-4*");
            replica.end(first, 2 * DOLLAR);
            GatewayError team = error(replica, colleague, 4 * DOLLAR);
            assertThat(team.message()).contains("key's team", "5.00 US dollars", "3.00 left");
            replica.end(replica.begin(colleague, 3 * DOLLAR), 3 * DOLLAR);
            await(() -> replica.spent("team/day/blue%2Fgreen") == 5 * DOLLAR);
            assertThat(replica.spent("key/month/a")).isEqualTo(2 * DOLLAR);
            assertThat(replica.spent("key/day/a/gpt-4*")).isEqualTo(2 * DOLLAR);
            assertThat(replica.spent("key/day/a/claude-*")).isZero();
        }
    }

    @Test
    void aPeriodThatEndsInTheMiddleOfACallIsTheOneThatPays() throws Exception {
        MovableClock clock = new MovableClock(Instant.parse("2026-11-30T23:59:00Z"));
        try (Replica replica = new Replica(sqlite(), folder, clock)) {
            Caller caller = key("a", dollars(Period.DAY, 1), dollars(Period.MONTH, 1));
            Reservation late = replica.begin(caller, DOLLAR);
            clock.forward(Duration.ofMinutes(2));
            Reservation early = replica.begin(caller, DOLLAR);
            replica.end(late, DOLLAR);
            replica.end(early, DOLLAR / 2);
            await(() -> replica.spent("key/day/a") == DOLLAR + DOLLAR / 2);
            assertThat(error(replica, caller, DOLLAR)).satisfies(BudgetsTest::spent);
            clock.forward(Duration.ofDays(-1));
            assertThat(error(replica, caller, DOLLAR / 2))
                    .as("a clock that goes back finds the day spent")
                    .satisfies(BudgetsTest::spent);
            List<Long> starts = replica.store.read(statements -> statements.query(
                    "SELECT period_start FROM budget_spending WHERE account = 'key/month/a' ORDER BY 1",
                    row -> row.getLong(1)));
            assertThat(starts)
                    .containsExactly(
                            Instant.parse("2026-11-01T00:00:00Z").toEpochMilli(),
                            Instant.parse("2026-12-01T00:00:00Z").toEpochMilli());
        }
    }

    @Test
    void whatIsStoredWithoutAWordIsSettledAllTheSame() throws Exception {
        String url = TestingPostgres.database();
        Caller caller = key("a", dollars(Period.DAY, 100));
        try (TcpProxy proxy = TcpProxy.before(TestingPostgres.port())) {
            MovableClock clock = new MovableClock();
            SettledSpending settled = new SettledSpending(clock);
            AtomicBoolean unheard = new AtomicBoolean();
            Settlement deaf = new Settlement() {
                @Override
                public Runnable storing(Statements statements, List<LedgerEntry> added) throws SQLException {
                    Runnable ended = settled.storing(statements, added);
                    if (unheard.compareAndSet(false, true)) {
                        // What comes next is the transaction's end.
                        proxy.cutAtAnswer();
                    }
                    return ended;
                }

                @Override
                public void caughtUp() {
                    settled.caughtUp();
                }
            };
            try (Replica replica = new Replica(through(proxy, url), folder, clock, settled, deaf)) {
                replica.end(replica.begin(caller, 10 * DOLLAR), DOLLAR);
                await(() -> !replica.ledger.storeUp());
                proxy.restore();
                await(replica.ledger::storeUp);
                replica.budgets.tend();
                assertThat(Objects.requireNonNull(replica.budgets.standing(caller, "gpt-4o"))
                                .spent())
                        .isEqualTo(DOLLAR);
            }
            try (Replica next = new Replica(url, folder.resolve("next"))) {
                assertThat(next.spent("key/day/a")).isEqualTo(DOLLAR);
                assertThat(next.leased("key/day/a")).isZero();
            }
        }
    }

    @Test
    void withoutTheStoreWhatIsLeasedIsSpentAndNoMore() throws Exception {
        String url = TestingPostgres.database();
        Caller caller = key("a", dollars(Period.DAY, 100));
        try (TcpProxy proxy = TcpProxy.before(TestingPostgres.port());
                Replica replica = new Replica(through(proxy, url), folder)) {
            replica.end(replica.begin(caller, 10 * DOLLAR), DOLLAR);
            assertThat(replica.budgets.storeUp()).isTrue();
            proxy.cut();
            int calls = 0;
            GatewayError refusal = null;
            while (refusal == null) {
                try {
                    replica.end(replica.begin(caller, DOLLAR), DOLLAR);
                    calls++;
                } catch (GatewayException e) {
                    refusal = e.error();
                }
            }
            assertThat(calls).isBetween(9, 99);
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.code()).isEqualTo("budget_unavailable");
            replica.budgets.tend();
            assertThat(replica.budgets.storeUp()).isFalse();
            proxy.restore();
            long all = (calls + 1) * DOLLAR;
            await(() -> replica.spent("key/day/a") == all);
            int rest = 99 - calls;
            for (int i = 0; i < rest; i++) {
                replica.end(again(replica, caller, DOLLAR), DOLLAR);
            }
            assertThat(error(replica, caller, DOLLAR)).satisfies(BudgetsTest::spent);
        }
    }

    @Test
    void whatDeadGatewaysHadLeasedComesBackLessWhatTheySpent() throws Exception {
        String url = TestingPostgres.database();
        Caller caller = key("a", dollars(Period.TOTAL, 10));
        Replica dead = new Replica(url, folder.resolve("dead"));
        try (Replica alive = new Replica(url, folder.resolve("alive"))) {
            dead.end(dead.begin(caller, 2 * DOLLAR), 2 * DOLLAR);
            dead.begin(caller, 3 * DOLLAR);
            await(() -> alive.spent("key/total/a") == 2 * DOLLAR);
            alive.end(alive.begin(caller, DOLLAR), 0);
            assertThat(error(alive, caller, 7 * DOLLAR).hopeless()).isFalse();
            alive.budgets.tend();
            alive.nanos.addAndGet(OtherGateways.DEAD_NANOS / 2);
            alive.budgets.tend();
            assertThat(error(alive, caller, 7 * DOLLAR).hopeless())
                    .as("half the time")
                    .isFalse();
            alive.nanos.addAndGet(OtherGateways.DEAD_NANOS);
            alive.budgets.tend();
            alive.end(alive.begin(caller, 8 * DOLLAR), DOLLAR);
            dead.nanos.addAndGet(OtherGateways.DEAD_NANOS);
            assertThatThrownBy(() -> dead.begin(caller, DOLLAR))
                    .as("others may have its leases")
                    .isInstanceOf(GatewayException.class);
            dead.budgets.tend();
            assertThat(error(dead, caller, 4 * DOLLAR).hopeless()).isFalse();
            alive.budgets.tend();
            dead.end(again(dead, caller, 4 * DOLLAR), 4 * DOLLAR);
            await(() -> alive.spent("key/total/a") == 7 * DOLLAR);
        } finally {
            dead.close();
        }
    }

    @Test
    void whatAnEarlierProcessLeftOpenIsSpentAsItWasReservedAndOnce() throws Exception {
        Caller caller = key("a", dollars(Period.TOTAL, 10));
        try (Replica killed = new Replica(sqlite(), folder)) {
            killed.end(killed.begin(caller, 2 * DOLLAR), DOLLAR);
            killed.begin(caller, 3 * DOLLAR);
            await(() -> killed.spent("key/total/a") == DOLLAR);
        }
        for (int i = 0; i < 2; i++) {
            try (Replica next = new Replica(sqlite(), folder)) {
                await(() -> {
                    next.budgets.tend();
                    return next.spent("key/total/a") == 4 * DOLLAR && next.leased("key/total/a") == 0;
                });
                List<String> rows = next.store.read(statements -> statements.query(
                        "SELECT budget_nano_usd FROM ledger ORDER BY budget_nano_usd", row -> row.getString(1)));
                assertThat(rows).containsExactly("1000000000", "3000000000");
                // Until what was left is stored, more may come back.
                await(() -> error(next, caller, 7 * DOLLAR).status() == 429);
                assertThat(error(next, caller, 7 * DOLLAR)).satisfies(BudgetsTest::spent);
            }
        }
    }

    @Test
    void whatIsGivenBackAtTheEndIsThereForOthers() throws Exception {
        String url = TestingPostgres.database();
        Caller caller = key("a", dollars(Period.DAY, 10));
        try (Replica one = new Replica(url, folder.resolve("one"))) {
            try (Replica other = new Replica(url, folder.resolve("other"))) {
                other.end(other.begin(caller, 5 * DOLLAR), DOLLAR);
            }
            assertThat(one.spent("key/day/a")).isEqualTo(DOLLAR);
            assertThat(one.leased("key/day/a")).isZero();
            one.end(one.begin(caller, 9 * DOLLAR), 0);
            one.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            await(() -> {
                one.budgets.tend();
                return one.leased("key/day/a") == 0;
            });
            one.end(one.begin(caller, 9 * DOLLAR), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatWasLeasedAndNeverCameComesBackWhileTheKeyIsInUse(boolean postgres) throws Exception {
        Caller caller = key("a", dollars(Period.DAY, 100));
        try (Replica replica = new Replica(postgres ? TestingPostgres.database() : sqlite(), folder)) {
            replica.end(replica.begin(caller, 2 * DOLLAR), DOLLAR);
            await(() -> replica.spent("key/day/a") == DOLLAR);
            Reservation underWay = replica.begin(caller, 2 * DOLLAR);
            replica.loseAnswerOfLease("key/day/a", 50 * DOLLAR);
            // More than an eighth of the rest is never leased at once, and while that is asked for nothing is given
            // back.
            await(() -> {
                replica.budgets.tend();
                return replica.leased("key/day/a") < 50 * DOLLAR;
            });
            assertThat(replica.leased("key/day/a")).isGreaterThanOrEqualTo(2 * DOLLAR);
            replica.end(underWay, 2 * DOLLAR);
            await(() -> replica.spent("key/day/a") == 3 * DOLLAR);
            replica.end(replica.begin(caller, 90 * DOLLAR), 0);
        }
    }

    private record Held(Replica replica, Reservation reservation) {}

    /** 200 at once; whoever got the money. */
    private static List<Held> hammered(List<Replica> replicas, Caller caller, long nanoUsd) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(200);
        try {
            CountDownLatch begin = new CountDownLatch(1);
            List<Future<Held>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Replica replica = replicas.get(i % replicas.size());
                Callable<Held> request = () -> {
                    begin.await();
                    try {
                        return new Held(replica, replica.begin(caller, nanoUsd));
                    } catch (GatewayException e) {
                        assertThat(e.error().status()).isEqualTo(429);
                        return null;
                    }
                };
                all.add(threads.submit(request));
            }
            begin.countDown();
            List<Held> held = new ArrayList<>();
            for (Future<Held> each : all) {
                Held got = each.get();
                if (got != null) {
                    held.add(got);
                }
            }
            return held;
        } finally {
            threads.shutdownNow();
        }
    }

    private static GatewayError error(Replica replica, Caller caller, long nanoUsd) {
        try {
            Objects.requireNonNull(replica.budgets.reserve(caller, "gpt-4o", nanoUsd));
        } catch (GatewayException e) {
            return e.error();
        }
        throw new AssertionError("it was reserved");
    }

    private static Reservation again(Replica replica, Caller caller, long nanoUsd) throws InterruptedException {
        while (true) {
            try {
                return replica.begin(caller, nanoUsd);
            } catch (GatewayException e) {
                assertThat(e.error().hopeless()).as(e.error().message()).isFalse();
                Thread.sleep(50);
            }
        }
    }

    private static void spent(GatewayError error) {
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("insufficient_quota");
        assertThat(error.type()).isEqualTo("insufficient_quota");
        assertThat(error.hopeless()).as(error.message()).isTrue();
    }

    private static String through(TcpProxy proxy, String url) {
        return url.replaceFirst("localhost:\\d+", "127.0.0.1:" + proxy.port());
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
        while (!condition.holds()) {
            Thread.sleep(20);
        }
    }
}
