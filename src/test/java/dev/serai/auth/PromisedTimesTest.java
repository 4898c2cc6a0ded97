package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Times that users are promised, by the constants that keep them: on the road a test waits longer, since a machine may be busy. */
class PromisedTimesTest {
    @Test
    @DisplayName(
            "P9 a revoked key is refused everywhere within 5 s: the store and the files are asked every 2 s at least")
    void theStoreIsAskedOftenEnough() {
        assertThat(Access.POLL_MILLIS).isBetween(1L, 2_000L);
    }

    @Test
    @DisplayName("P9 a revoked key is refused within 30 s at worst")
    void noKeyIsTakenUnaskedForLonger() {
        assertThat(TimeUnit.NANOSECONDS.toSeconds(Ring.STALE)).isBetween(1L, 30L);
    }

    @Test
    @DisplayName("The snapshot is written within 5 s after a key has come in")
    void theSnapshotIsWrittenSoon() {
        assertThat(KeySnapshots.LOOK_MILLIS).isBetween(1L, 5_000L);
    }
}
