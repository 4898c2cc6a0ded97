package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "User: arn:aws:sts::123456789012:assumed-role/app/i-1 is not authorized on arn:aws:bedrock:eu-west-1::foundation-model/x | User: [arn] is not authorized on [arn]",
                "account 123456789012 is not allowed | account [account] is not allowed",
                "Incorrect API key provided: sk-proj-abc***xyz. You can find it at https://platform.openai.com/keys. | Incorrect API key provided: [key] You can find it at [url]",
                "key AKIAIOSFODNN7EXAMPLE is expired | key [key] is expired",
                "Key 0123456789abcdef0123456789abcdef is wrong | Key [key] is wrong",
                "the tool get_the_weather_of_every_city_in_2025_and_later is not defined | the tool get_the_weather_of_every_city_in_2025_and_later is not defined",
                "Rate limit reached in organization org-AbC123xyz987 on tokens | Rate limit reached in organization [account] on tokens",
                "subscription 0f8fad5b-d9cb-469f-a165-70867728950e not found | subscription [id] not found",
                "dial tcp 10.0.12.7:8443: connection refused | dial tcp [address]: connection refused",
                "no route to vllm.models.svc.cluster.local | no route to [host]",
                "Authorization: Bearer abcdefgh12345678 refused | Authorization: Bearer [key] refused",
                "a user-provided value of 8192 > 4096 | a user-provided value of 8192 > 4096"
            })
    void whatNamesAccountsKeysOrMachinesIsTakenOut(String said, String clean) {
        assertThat(ProviderWords.clean(said)).isEqualTo(clean);
    }

    @Test
    void controlCharactersBecomeSpaces() {
        assertThat(ProviderWords.clean("a\r\n\u001b[2Jb\n")).isEqualTo("a [2Jb");
    }

    @Test
    void aLongMessageIsCut() {
        assertThat(ProviderWords.clean("word ".repeat(100_000))).hasSize(2_000).endsWith("…");
    }

    @Test
    void noSecretSurvivesTheCut() {
        String secret = "sk-" + "a1B2".repeat(20);
        assertThat(ProviderWords.clean("x ".repeat(990) + secret)).doesNotContain("a1B2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prompt is too long: 210000 tokens > 200000 maximum",
                "Input is too long for requested model.",
                "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000",
                "The input exceeds the maximum number of tokens allowed",
                "This model's maximum context length is 8192 tokens"
            })
    void aPromptThatIsTooLongIsRecognised(String message) {
        assertThat(ProviderWords.sayTooLong(message)).isTrue();
    }

    @Test
    void throttlingIsNotMistakenForALongPrompt() {
        assertThat(ProviderWords.sayTooLong("Too many tokens, please wait before trying again."))
                .isFalse();
    }
}
