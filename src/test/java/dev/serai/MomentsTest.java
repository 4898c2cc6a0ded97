package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentsTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void momentsAreDaysInstantsAndTimesFromNow() {
        assertThat(Moments.instant("2027-01-31", NOON)).isEqualTo("2027-01-31T00:00:00Z");
        assertThat(Moments.instant("2027-01-31T12:00:00Z", NOON)).isEqualTo("2027-01-31T12:00:00Z");
        assertThat(Moments.instant("90d", NOON)).isEqualTo("2027-02-20T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+999999999-12-31T00:00:00Z", "1969-12-31T23:59:59Z", "tomorrow", "2027-13-01", ""})
    void whatCannotBeReadIsNone(String text) {
        assertThat(Moments.instant(text, NOON)).isNull();
    }
}
