package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuessableSecretTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "passwordpassword",
                "Password1234!",
                "P@ssw0rd-P@ssw0rd",
                "changeme-changeme-changeme-changeme",
                "your-secret-key-goes-here",
                "my_super_secret_admin_password_2026",
                "0123456789012345678901234567890123456789",
                "abcdefghijklmnopqrstuvwxyz0123456789",
                "qwertyuiopasdfghjklzxcvbnm",
                "x7Kq!x7Kq!x7Kq!x7Kq!",
                "serai-webhook-secret-please-change-me",
                "aaaaaaaaaaaabbbbbbbbbbbbb",
                "letmein letmein letmein"
            })
    void whatPeopleTypeIsGuessed(String secret) {
        assertThat(GuessableSecret.is(secret)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct:horse-battery",
                "another-password",
                "pepper-canary-0123456789-abcdefghijkl",
                "4b1d9c60e7a25f38d1c94be07362a5f8",
                "password-Zk3vQ9",
                "83920174659302847561"
            })
    void whatIsNoneOfThatIsNot(String secret) {
        assertThat(GuessableSecret.is(secret)).isFalse();
    }

    @Property(tries = 20_000)
    void randomTextsAreNot(@ForAll @AlphaChars @NumericChars @StringLength(min = 22, max = 64) String random) {
        // jqwik likes few characters over and over: those are another thing.
        if (random.chars().distinct().count() >= 12) {
            assertThat(GuessableSecret.is(random)).isFalse();
        }
    }
}
