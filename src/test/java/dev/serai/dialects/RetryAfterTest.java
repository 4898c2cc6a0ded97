package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00.500Z"), ZoneOffset.UTC);

    @Test
    @DisplayName("wire.md case 28: seconds as they are, fractions rounded up")
    void secondsAreRoundedUp() {
        assertThat(seconds(Map.of("retry-after", "7"))).isEqualTo(7);
        assertThat(seconds(Map.of("retry-after", "12.3"))).isEqualTo(13);
        assertThat(seconds(Map.of("retry-after", "0"))).isZero();
    }

    @Test
    void millisecondsOutrankSeconds() {
        assertThat(seconds(Map.of("retry-after-ms", "1200", "retry-after", "60")))
                .isEqualTo(2);
    }

    @Test
    void azureMillisecondsAreTheLastResort() {
        assertThat(seconds(Map.of("x-ms-retry-after-ms", "2000"))).isEqualTo(2);
        assertThat(seconds(Map.of("x-ms-retry-after-ms", "2000", "retry-after", "9")))
                .isEqualTo(9);
    }

    @Test
    void aDateIsATimeFromNow() {
        assertThat(seconds(Map.of("retry-after", "Sun, 22 Nov 2026 12:00:30 GMT")))
                .isEqualTo(30);
        assertThat(seconds(Map.of("retry-after", "Sun, 22 Nov 2026 11:00:00 GMT")))
                .isZero();
    }

    @Test
    void f3WhatCannotBeReadIsNoTime() {
        assertThat(seconds(Map.of("retry-after", "soon"))).isNull();
        assertThat(seconds(Map.of("retry-after", "-5"))).isNull();
        assertThat(seconds(Map.of("retry-after", "NaN"))).isNull();
        assertThat(seconds(Map.of("retry-after", " "))).isNull();
        assertThat(seconds(Map.of())).isNull();
        assertThat(seconds(Map.of("retry-after-ms", "junk", "retry-after", "4")))
                .isEqualTo(4);
    }

    @Test
    void f3AnAbsurdTimeDoesNotOverflow() {
        assertThat(seconds(Map.of("retry-after", "1e300"))).isEqualTo(Integer.MAX_VALUE);
    }

    private static @Nullable Integer seconds(Map<String, String> headers) {
        return RetryAfter.seconds(new ProviderAnswer(429, headers, new byte[0]), NOON);
    }
}
