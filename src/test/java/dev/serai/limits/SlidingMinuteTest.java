package dev.serai.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlidingMinuteTest {
    private record Taken(double at, long amount) {}

    /** The promise itself, against a list of all that was taken, at moments that are no whole seconds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverMoreThanTheLimitInAnySixtySeconds(long seed) {
        Random random = new Random(seed);
        SlidingMinute minute = new SlidingMinute();
        long limit = 5 + random.nextInt(40);
        List<Taken> taken = new ArrayList<>();
        double now = random.nextInt(1_000);
        long last = 0;
        for (int i = 0; i < 4_000; i++) {
            now += random.nextInt(10) == 0 ? random.nextDouble() * 20 : random.nextDouble();
            long second = (long) now;
            long amount = 1 + random.nextInt(3);
            boolean there = limit - minute.used(second) >= amount;
            assertThat(minute.secondsUntil(amount, limit, second) == 0).isEqualTo(there);
            if (there) {
                minute.take(amount, second);
                taken.add(new Taken(now, amount));
                last = i;
            }
            double moment = now;
            long inAMinute = taken.stream()
                    .filter(each -> each.at() > moment - 60)
                    .mapToLong(Taken::amount)
                    .sum();
            assertThat(inAMinute).isLessThanOrEqualTo(limit);
        }
        assertThat(last).as("it goes on").isGreaterThan(3_500);
    }

    @Test
    void whatIsToldToWaitForComes() {
        SlidingMinute minute = new SlidingMinute();
        minute.take(2, 100);
        minute.take(3, 130);
        assertThat(minute.secondsUntil(1, 5, 131)).isEqualTo(30);
        assertThat(minute.secondsUntil(3, 5, 131)).isEqualTo(60);
        assertThat(minute.used(160)).isEqualTo(5);
        assertThat(minute.used(161)).isEqualTo(3);
        assertThat(minute.secondsUntilEmpty(161)).isEqualTo(30);
        assertThat(minute.used(191)).isZero();
        assertThat(minute.secondsUntilEmpty(191)).isZero();
        assertThat(minute.secondsUntil(6, 5, 191)).as("never").isZero();
    }

    @Test
    void givingBackMakesNoRoomThatWasNotTaken() {
        SlidingMinute minute = new SlidingMinute();
        minute.take(10, 100);
        minute.giveBack(4, 100, 110);
        assertThat(minute.used(110)).isEqualTo(6);
        minute.giveBack(100, 100, 110);
        assertThat(minute.used(110)).isZero();
        minute.take(10, 110);
        minute.giveBack(10, 100, 200);
        minute.giveBack(10, 10, 120);
        assertThat(minute.used(120)).as("of another second, or another time").isZero();
        minute.take(1, 90);
        assertThat(minute.used(90)).as("a clock that goes back").isEqualTo(1);
    }
}
