package dev.serai.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachedTokenTest {
    private static final Duration LIFE = Duration.ofHours(1);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-26T00:00:00Z"));
    private final AtomicInteger fetches = new AtomicInteger();
    private final Queue<Runnable> background = new ArrayDeque<>();

    @Test
    void isFetchedOnFirstUseAndKept() {
        CachedToken token = token(Runnable::run);
        assertThat(fetches).hasValue(0);
        assertThat(token.value()).isEqualTo("token-1");
        assertThat(token.value()).isEqualTo("token-1");
    }

    @Test
    void isRenewedInTheBackgroundWhileTheOldOneServes() {
        CachedToken token = token(task -> {
            if (fetches.get() == 0) {
                task.run();
            } else {
                background.add(task);
            }
        });
        token.value();
        clock.forward(Duration.ofMinutes(49));
        assertThat(token.value()).isEqualTo("token-1");
        assertThat(token.value()).as("one fetch at a time").isEqualTo("token-1");
        assertThat(background).hasSize(1);
        background.remove().run();
        assertThat(token.value()).isEqualTo("token-2");
    }

    @Test
    void anExpiredOneIsWaitedFor() {
        CachedToken token = token(Runnable::run);
        token.value();
        clock.forward(LIFE);
        assertThat(token.value()).isEqualTo("token-2");
    }

    @Test
    void manyWhoWaitCauseOneFetch() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            CachedToken token = new CachedToken(
                    "somebody",
                    () -> {
                        begun.countDown();
                        await(go);
                        return next();
                    },
                    clock,
                    executor);
            var waiting = IntStream.range(0, 20)
                    .mapToObj(i -> executor.submit(token::value))
                    .toList();
            begun.await();
            go.countDown();
            for (var each : waiting) {
                assertThat(each.get()).isEqualTo("token-1");
            }
            assertThat(fetches).hasValue(1);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void whoComesAsAFetchEndsGetsWhatItBrought() {
        AtomicReference<CachedToken> token = new AtomicReference<>();
        AtomicBoolean late = new AtomicBoolean(true);
        Clock overtaking = new Clock() {
            /** Between the look for a token and the fetch, another caller's fetch begins and ends. */
            @Override
            public Instant instant() {
                if (late.getAndSet(false)) {
                    assertThat(token.get().value()).isEqualTo("token-1");
                }
                return clock.instant();
            }

            @Override
            public ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return clock.withZone(zone);
            }
        };
        token.set(new CachedToken("somebody", this::next, overtaking, Runnable::run));
        assertThat(token.get().value()).isEqualTo("token-1");
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aFailedRenewalBreaksNothingUntilTheOldOneExpires() {
        Queue<String> answers = new ArrayDeque<>(List.of("token-1"));
        CachedToken token = new CachedToken(
                "somebody",
                () -> {
                    fetches.incrementAndGet();
                    if (answers.isEmpty()) {
                        throw new IOException("refused");
                    }
                    return new AccessToken(
                            answers.remove(), clock.instant(), clock.instant().plus(LIFE));
                },
                clock,
                Runnable::run);
        token.value();
        clock.forward(Duration.ofMinutes(50));
        assertThat(token.value()).isEqualTo("token-1");
        assertThat(token.value()).isEqualTo("token-1");
        assertThat(fetches).as("not asked again at once").hasValue(2);
        clock.forward(Duration.ofMinutes(10));
        assertThatThrownBy(token::value)
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("somebody");
        assertThat(fetches).hasValue(3);
        assertThatThrownBy(token::value).isInstanceOf(CredentialsException.class);
        assertThat(fetches).as("the endpoint has just failed").hasValue(3);
        clock.forward(Duration.ofSeconds(2));
        assertThatThrownBy(token::value).isInstanceOf(CredentialsException.class);
        assertThat(fetches).hasValue(4);
    }

    @Test
    void aRefusedOneIsReplaced() {
        CachedToken token = token(Runnable::run);
        String first = token.value();
        assertThat(token.refused(first)).as("given this moment").isFalse();
        clock.forward(Duration.ofMinutes(2));
        assertThat(token.refused(first)).isTrue();
        assertThat(token.value()).isEqualTo("token-2");
        assertThat(token.refused(first)).as("replaced meanwhile").isTrue();
        assertThat(token.value()).isEqualTo("token-2");
    }

    private CachedToken token(java.util.concurrent.Executor executor) {
        return new CachedToken("somebody", this::next, clock, executor);
    }

    private AccessToken next() {
        Instant now = clock.instant();
        return new AccessToken("token-" + fetches.incrementAndGet(), now, now.plus(LIFE));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
