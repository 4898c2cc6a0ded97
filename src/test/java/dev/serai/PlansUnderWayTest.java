package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlansUnderWayTest {
    private long now = -5;

    private final PlansUnderWay plans = new PlansUnderWay(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aLongDeadlineOutlivesTheShortOneAfterIt() {
        plans.replaced(Duration.ofSeconds(600));
        pass(Duration.ofSeconds(5));
        plans.replaced(Duration.ofSeconds(10));
        assertThat(plans.left()).isBetween(Duration.ofSeconds(595), Duration.ofSeconds(596));
        pass(Duration.ofSeconds(590));
        plans.replaced(Duration.ofSeconds(10));
        assertThat(plans.left()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
        pass(Duration.ofSeconds(10));
        assertThat(plans.left()).isZero();
    }
}
