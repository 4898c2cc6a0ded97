package dev.serai.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchTest {
    @Test
    void looksTenTimesASecond() {
        assertThat(Watch.EVERY_MILLIS).isBetween(1L, 100L);
    }

    @Test
    void oneThatThrowsIsNoEndForTheOthers() throws Exception {
        CountDownLatch looked = new CountDownLatch(3);
        try (Watch watch = new Watch()) {
            watch.add(now -> {
                throw new IllegalStateException("on purpose");
            });
            watch.add(now -> looked.countDown());
            assertThat(looked.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }
}
