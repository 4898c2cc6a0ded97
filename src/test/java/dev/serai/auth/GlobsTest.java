package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which names, and which addresses, are allowed. */
class GlobsTest {
    @ParameterizedTest
    @CsvSource({
        "gpt-4o,        gpt-4o,                true",
        "gpt-4o,        gpt-4o-mini,           false",
        "gpt-4o,        GPT-4o,                false",
        "gpt-4o*,       gpt-4o,                true",
        "gpt-4o*,       gpt-4o-mini,           true",
        "*-mini,        gpt-4o-mini,           true",
        "*-mini,        gpt-4o-mini-2,         false",
        "claude-*-4*,   claude-sonnet-4-5,     true",
        "claude-*-4*,   claude-3-sonnet,       false",
        "*a*b*,         xxaxxbxx,              true",
        "*a*b*,         xxbxxaxx,              false",
        "**,            anything,              true",
        "gpt.4o,        gpt-4o,                false",
        "anthropic.*:0, anthropic.claude-v1:0, true"
    })
    void aStarIsAnyText(String pattern, String name, boolean allowed) {
        assertThat(new Globs(List.of(pattern)).allow(name)).isEqualTo(allowed);
    }

    @Test
    void noPatternsAllowNothing() {
        assertThat(new Globs(List.of()).allow("gpt-4o")).isFalse();
        assertThat(new Globs(List.of("a", "b*")).allow("bc")).isTrue();
        assertThat(Globs.ALL.all()).isTrue();
        assertThat(new Globs(List.of("gpt-*")).all()).isFalse();
    }

    @Test
    void noPatternTakesLong() {
        Globs greedy = new Globs(List.of("*a*a*a*a*a*a*a*a*a*a*a*a*b"));
        String name = "a".repeat(20_000);
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(greedy.allow(name)).isFalse());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,     10.1.2.3,          true",
        "10.0.0.0/8,     11.1.2.3,          false",
        "10.0.0.0/8,     ::ffff:10.1.2.3,   true",
        "192.168.1.128/25, 192.168.1.127,   false",
        "192.168.1.128/25, 192.168.1.200,   true",
        "127.0.0.1,      127.0.0.1,         true",
        "127.0.0.1,      127.0.0.2,         false",
        "0.0.0.0/0,      8.8.8.8,           true",
        "0.0.0.0/0,      2001:db8::1,       false",
        "2001:db8::/33,  2001:db8:7fff::1,  true",
        "2001:db8::/33,  2001:db8:8000::1,  false",
        "2001:db8::/32,  10.0.0.1,          false",
        "10.0.0.0/8,     not an address,    false"
    })
    void aRangeIsThoseOfOnePrefix(String range, String address, boolean within) {
        assertThat(IpRange.of(range).contains(address)).isEqualTo(within);
    }

    @ParameterizedTest
    @CsvSource({"localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "10.0.0.0/-1", "10.0.0.0/8x", "example.com/8"})
    void aNameIsNoRange(String text) {
        assertThat(IpRange.of(text)).isNull();
    }
}
