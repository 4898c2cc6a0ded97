package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LocalLimiterTest {
    private static final Scope KEY = new Scope(false, "alice", null);
    private static final Scope TEAM = new Scope(true, "research", null);

    private long nanos = TimeUnit.HOURS.toNanos(5);
    private final LocalLimiter limiter = new LocalLimiter(() -> nanos);

    private static Claim claim(Scope scope, LimitKind kind, long limit, long amount) {
        return new Claim(scope, kind, limit, amount);
    }

    @Test
    void allIsTakenOrNothing() {
        List<Claim> claims = List.of(
                claim(KEY, LimitKind.PARALLEL_REQUESTS, 5, 1),
                claim(KEY, LimitKind.REQUESTS, 5, 1),
                claim(TEAM, LimitKind.REQUESTS, 1, 1),
                claim(KEY, LimitKind.TOKENS, 100, 30));
        Outcome first = limiter.take("a", claims);
        assertThat(first.granted()).isTrue();
        assertThat(first.levels()).extracting(Level::used).containsExactly(1L, 1L, 1L, 30L);
        Outcome second = limiter.take("b", claims);
        assertThat(second.refused()).isEqualTo(2);
        assertThat(second.levels()).extracting(Level::used).containsExactly(1L, 1L, 1L, 30L);
        assertThat(second.levels().get(2).waitSeconds()).isEqualTo(61);
        nanos += TimeUnit.SECONDS.toNanos(61);
        assertThat(limiter.take("c", claims).granted()).isTrue();
    }

    @Test
    void whatACallHoldsIsGivenBackAndItsTokensAreCorrected() {
        List<Claim> claims =
                List.of(claim(KEY, LimitKind.PARALLEL_REQUESTS, 1, 1), claim(KEY, LimitKind.TOKENS, 100, 60));
        Outcome first = limiter.take("a", claims);
        assertThat(limiter.take("b", claims).refused()).isZero();
        limiter.settle("a", claims, first, 10);
        Outcome second = limiter.take("b", claims);
        assertThat(second.granted()).isTrue();
        assertThat(second.levels().get(1).used()).isEqualTo(70);
        limiter.settle("b", claims, second, 95);
        Outcome third = limiter.take("c", claims);
        assertThat(third.refused()).isOne();
        assertThat(third.levels().get(1).used()).as("more than was guessed").isEqualTo(105);
    }

    @Test
    void manyAtOnceNeverTakeMoreThanThereIs() throws Exception {
        List<Claim> claims = List.of(
                claim(KEY, LimitKind.PARALLEL_REQUESTS, 7, 1),
                claim(KEY, LimitKind.REQUESTS, 400, 1),
                claim(TEAM, LimitKind.TOKENS, 1_000, 2));
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger granted = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Void>> callers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String id = "caller" + i;
                callers.add(() -> {
                    for (int n = 0; n < 2_000; n++) {
                        Outcome outcome = limiter.take(id, claims);
                        if (outcome.granted()) {
                            granted.incrementAndGet();
                            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                            underWay.decrementAndGet();
                            limiter.settle(id, claims, outcome, 2);
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(callers)) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(granted).hasValue(400);
        assertThat(most.get()).isLessThanOrEqualTo(7);
        assertThat(limiter.held(claims.get(0).meter()))
                .as("given back, all of it")
                .isZero();
        assertThat(limiter.takenInTheLastMinute()).containsEntry(claims.get(2).meter(), 800L);
    }
}
