package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** P10, F30, F44: replicas lose a real Redis, all of them or some; together they never let in more than the limit in any minute. */
class RedisLossTest {
    private static final Replicas REPLICAS = new Replicas();

    @AfterAll
    static void close() {
        REPLICAS.close();
    }

    @Test
    @DisplayName(
            "F30 Redis goes, and whoever had more than a share had it: no more than the limit, and a minute later the shares")
    void redisGoes() {
        REPLICAS.begin(60);
        Replicas.Replica one = REPLICAS.join();
        Replicas.Replica other = REPLICAS.join();
        REPLICAS.settle();
        assertThat(one.take(30)).isEqualTo(30);
        assertThat(other.take(2)).isEqualTo(2);
        REPLICAS.live(2);
        assertThat(one.take(12)).isEqualTo(12);
        one.cut();
        other.cut();
        assertThat(one.take(60))
                .as("what it had leased of the 16 that were left")
                .isBetween(1, 4);
        assertThat(other.take(60)).as("what it had leased").isBetween(1, 4);
        REPLICAS.live(70);
        assertThat(one.take(60)).isEqualTo(30);
        assertThat(other.take(60)).isEqualTo(30);
        assertThat(REPLICAS.mostInAMinute()).isLessThanOrEqualTo(60);
        one.restore();
        other.restore();
        REPLICAS.settle();
        assertThat(one.take(1)).as("what passed is known").isZero();
        REPLICAS.live(65);
        assertThat(one.take(100)).as("all of it, wherever it is asked for").isEqualTo(60);
        assertThat(REPLICAS.mostInAMinute()).isEqualTo(60);
    }

    @Test
    @DisplayName("F44 one of three loses Redis: the others leave its share alone, and it takes it when that is sure")
    void oneOfThreeIsCutOff() {
        REPLICAS.begin(60);
        Replicas.Replica one = REPLICAS.join();
        Replicas.Replica other = REPLICAS.join();
        Replicas.Replica lost = REPLICAS.join();
        REPLICAS.settle();
        REPLICAS.live(2);
        assertThat(lost.take(1)).isOne();
        REPLICAS.live(1);
        lost.cut();
        assertThat(one.take(30) + other.take(60))
                .as("all that was left, but what is leased")
                .isBetween(50, 59);
        lost.take(60);
        for (int i = 0; i < 40; i++) {
            REPLICAS.live(2);
            lost.take(30);
            one.take(30);
            other.take(30);
        }
        assertThat(REPLICAS.mostInAMinute()).isLessThanOrEqualTo(60);
        REPLICAS.live(62);
        assertThat(one.take(60)).isEqualTo(40);
        assertThat(lost.take(60)).isEqualTo(20);
        assertThat(REPLICAS.mostInAMinute()).isEqualTo(60);
        lost.restore();
        REPLICAS.settle();
        REPLICAS.live(62);
        assertThat(other.take(70)).isEqualTo(60);
        assertThat(REPLICAS.mostInAMinute()).isEqualTo(60);
    }

    @Test
    @DisplayName("F44 a replica that died keeps its share for 20 minutes; one that lives grants nothing after 15")
    void aReplicaThatDied() {
        REPLICAS.begin(60);
        Replicas.Replica one = REPLICAS.join();
        Replicas.Replica lost = REPLICAS.join();
        REPLICAS.settle();
        lost.cut();
        REPLICAS.live(70);
        assertThat(one.take(60)).isEqualTo(30);
        assertThat(lost.take(60)).isEqualTo(30);
        REPLICAS.live(14 * 60);
        assertThat(lost.take(60)).as("after 15 minutes").isZero();
        REPLICAS.live(4 * 60);
        assertThat(one.take(60)).as("after 19 minutes").isEqualTo(30);
        REPLICAS.live(3 * 60);
        assertThat(one.take(60)).isEqualTo(60);
        assertThat(REPLICAS.mostInAMinute()).isEqualTo(60);
    }

    @Test
    @DisplayName("F44 who comes up again where one died has all but what that one may have let in last")
    void aReplicaThatDiedAndCameUpAgain() {
        REPLICAS.begin(60);
        Replicas.Replica dying = REPLICAS.join(0, "pod/8080");
        REPLICAS.settle();
        assertThat(dying.take(10)).isEqualTo(10);
        REPLICAS.live(2);
        REPLICAS.kill(dying);
        REPLICAS.pass(3_000);
        Replicas.Replica next = REPLICAS.join(0, "pod/8080");
        REPLICAS.settle();
        assertThat(next.take(60))
                .as("but for what the other had taken, and leased")
                .isBetween(30, 45);
        REPLICAS.live(64);
        assertThat(next.take(70)).isEqualTo(60);
        assertThat(REPLICAS.mostInAMinute()).isLessThanOrEqualTo(60);
    }

    @Test
    @DisplayName("LIMIT_REPLICAS: those that died one after the other withhold no more than is missing")
    void manyThatDied() {
        REPLICAS.begin(60);
        Replicas.Replica lasting = REPLICAS.join(2);
        for (int i = 0; i < 3; i++) {
            Replicas.Replica dying = REPLICAS.join(2);
            REPLICAS.settle();
            REPLICAS.kill(dying);
            REPLICAS.live(10);
        }
        assertThat(lasting.take(60)).isEqualTo(30);
    }

    @Test
    @DisplayName("a call that wants all there is has it, whatever was set aside for an outage")
    void oneCallWantsAll() {
        REPLICAS.begin(60);
        Replicas.Replica one = REPLICAS.join();
        REPLICAS.settle();
        List<Claim> claims = List.of(new Claim(new Scope(false, "bob", null), LimitKind.TOKENS, 60, 60));
        for (int i = 0; i < 5; i++) {
            String call = "call-" + i;
            Outcome outcome = one.limiter.take(call, claims);
            assertThat(outcome.granted()).as(call).isTrue();
            one.limiter.settle(call, claims, outcome, 5);
            REPLICAS.live(62);
        }
    }

    @Test
    @DisplayName("F44 who comes late has no share until the others know of it")
    void whoComesLate() {
        REPLICAS.begin(60);
        Replicas.Replica one = REPLICAS.join();
        Replicas.Replica other = REPLICAS.join();
        REPLICAS.settle();
        other.cut();
        Replicas.Replica late = REPLICAS.join();
        REPLICAS.live(3);
        assertThat(late.limiter.shared()).isTrue();
        late.cut();
        one.cut();
        REPLICAS.live(75);
        assertThat(one.take(60) + other.take(60)).isGreaterThanOrEqualTo(50);
        late.take(60);
        assertThat(REPLICAS.mostInAMinute()).isLessThanOrEqualTo(60);
        REPLICAS.join().take(10);
        assertThat(REPLICAS.mostInAMinute()).isLessThanOrEqualTo(60);
    }

    @Test
    @DisplayName(
            "F30 a Redis that has forgotten all waits for those who had shares, or a minute, and leaves them theirs")
    void redisForgets() {
        REPLICAS.begin(60);
        Replicas.Replica one = REPLICAS.join();
        Replicas.Replica other = REPLICAS.join();
        REPLICAS.settle();
        assertThat(other.take(60)).isEqualTo(60);
        other.cut();
        REPLICAS.forget();
        for (int i = 0; i < 50; i++) {
            REPLICAS.live(1);
            assertThat(one.take(60)).as("nobody has told what other had").isZero();
        }
        REPLICAS.live(20);
        assertThat(one.take(60)).isEqualTo(30);
        assertThat(other.take(60)).isEqualTo(30);
        other.restore();
        REPLICAS.settle();
        assertThat(one.take(60) + other.take(60)).isZero();
        REPLICAS.live(62);
        assertThat(one.take(70)).isEqualTo(60);
        assertThat(REPLICAS.mostInAMinute()).isEqualTo(60);
    }

    @Test
    @DisplayName("LIMIT_REPLICAS: who has never reached Redis has a share after a minute, which nobody else had")
    void theSettingsSayHowManyThereAre() {
        REPLICAS.begin(60);
        Replicas.Replica one = REPLICAS.join(3);
        REPLICAS.live(70);
        Replicas.Replica unheard = REPLICAS.join(3);
        unheard.cut();
        assertThat(one.take(60)).as("two are missing").isEqualTo(20);
        assertThat(unheard.take(60)).isZero();
        REPLICAS.live(62);
        assertThat(unheard.take(60)).isEqualTo(20);
        assertThat(one.take(60)).isEqualTo(20);
        REPLICAS.live(30 * 60);
        assertThat(unheard.take(60)).as("it may go on for ever").isEqualTo(20);
        assertThat(REPLICAS.mostInAMinute()).isLessThanOrEqualTo(60);
    }

    @Test
    @DisplayName("P10, F30, F44 whatever happens, never more than the limit in any minute")
    void whateverHappens() {
        for (long seed = 1; seed <= 6; seed++) {
            history(seed, 150);
        }
    }

    private static void history(long seed, int steps) {
        Random random = new Random(seed);
        long limit = List.of(7L, 24L, 60L).get(random.nextInt(3));
        boolean forgetful = seed % 2 == 0;
        REPLICAS.begin(limit);
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            REPLICAS.join();
        }
        REPLICAS.settle();
        for (int step = 0; step < steps; step++) {
            Replicas.Replica replica =
                    REPLICAS.all().get(random.nextInt(REPLICAS.all().size()));
            int what = random.nextInt(100);
            if (what < 40) {
                replica.take(1 + random.nextInt((int) limit));
            } else if (what < 60) {
                REPLICAS.pass(random.nextInt(2_000));
                replica.beat();
            } else if (what < 85) {
                REPLICAS.live(1 + random.nextInt(20));
            } else if (what < 90) {
                replica.cut();
            } else if (what < 96) {
                replica.restore();
            } else if (what < 97) {
                REPLICAS.pass(random.nextInt(90_000));
            } else if (forgetful) {
                REPLICAS.forget();
            } else if (REPLICAS.all().size() < 5) {
                REPLICAS.join();
            } else {
                REPLICAS.leave(replica);
            }
            assertThat(REPLICAS.mostInAMinute())
                    .as("of %d, seed %d, step %d", limit, seed, step)
                    .isLessThanOrEqualTo((int) limit);
        }
    }
}
