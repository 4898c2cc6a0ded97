package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.Settings;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of keys, and the peppers that make them. */
class PeppersTest {
    private static final String FIRST = "first-pepper-0123456789-abcdefghijkl";
    private static final String SECOND = "second-pepper-0123456789-abcdefghijk";

    private final ApiKeyText key = ApiKeyText.random(new SecureRandom());
    private final ApiKeyText other = ApiKeyText.random(new SecureRandom());

    @Test
    void aHashProvesItsKeyAlone() {
        Peppers peppers = Peppers.of(FIRST);
        KeyHash hash = peppers.hash(key);
        assertThat(hash.hash()).hasSize(64).doesNotContain(key.text());
        assertThat(peppers.proves(hash, key)).isTrue();
        assertThat(peppers.proves(hash, other)).isFalse();
        assertThat(peppers.proves(null, key)).isFalse();
        assertThat(peppers.proves(new KeyHash(7, hash.hash()), key))
                .as("of a pepper that is no longer there")
                .isFalse();
    }

    @Test
    void withAnotherPepperNoKeyIsGood() {
        assertThat(Peppers.of(SECOND).proves(Peppers.of(FIRST).hash(key), key)).isFalse();
    }

    @Test
    void aNewPepperKeepsOldHashesGood() {
        KeyHash old = peppers(FIRST).hash(key);
        Peppers both = peppers("2:" + SECOND + ",1:" + FIRST);
        assertThat(both.proves(old, key)).isTrue();
        assertThat(both.isCurrent(old)).isFalse();
        KeyHash fresh = both.hash(key);
        assertThat(fresh.pepperVersion()).isEqualTo(2);
        assertThat(both.proves(fresh, key)).isTrue();
        Peppers afterwards = peppers("2:" + SECOND);
        assertThat(afterwards.proves(fresh, key)).isTrue();
        assertThat(afterwards.proves(old, key)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "changeme",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "1:" + FIRST + ",2:short",
                "1:" + FIRST + ",1:" + SECOND,
                "1:" + FIRST + "," + SECOND
            })
    void aPepperThatIsNoneIsRefusedUnseen(String value) {
        Settings settings = Settings.only(Map.of("KEY_PEPPER", value));
        assertThat(Peppers.of(settings)).isNull();
        assertThat(settings.problems())
                .singleElement()
                .extracting(ConfigurationProblem::toString)
                .asString()
                .contains("KEY_PEPPER")
                .doesNotContain(value);
    }

    private static Peppers peppers(String value) {
        return Peppers.of(Settings.only(Map.of("KEY_PEPPER", value)));
    }
}
