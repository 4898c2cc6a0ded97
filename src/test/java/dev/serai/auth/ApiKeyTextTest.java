package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a key is spelled. */
class ApiKeyTextTest {
    @Test
    void aKeyIsReadAsItWasWritten() {
        ApiKeyText key = ApiKeyText.random(new SecureRandom());
        assertThat(key.text()).matches("srk_live_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}");
        assertThat(ApiKeyText.of(key.text())).isEqualTo(key);
        assertThat(key.toString()).isEqualTo("srk_live_" + key.id() + "_…");
    }

    @Test
    void everyTypoIsFound() {
        String text = ApiKeyText.random(new SecureRandom()).text();
        for (int i = 0; i < text.length(); i++) {
            char wrong = text.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(ApiKeyText.of(text.substring(0, i) + wrong + text.substring(i + 1)))
                    .as("character " + i)
                    .isNull();
        }
        assertThat(ApiKeyText.of(text + "x")).isNull();
        assertThat(ApiKeyText.of(text.substring(1))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sk-proj-abc", "' OR '1'='1", "srk_live_", "srk_live_ééééééé"})
    void whatIsNoKeyIsNone(String text) {
        assertThat(ApiKeyText.of(text)).isNull();
    }
}
