package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.ProviderSettings;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeRequestTest {
    private static final ProviderSettings PROVIDER = MappingText.target(
                    MappingText.load(
                            "model_mappings: {here: {default_provider: openai, providers: {openai: {model: gpt-4o}}}}\n"),
                    "here")
            .provider();

    @ParameterizedTest
    @CsvSource({
        "GET, v1/files, true",
        "POST, v1/responses/input_tokens, true",
        "POST, v1/messages/count_tokens?beta=true, true",
        "POST, v1beta1/models/gemini:countTokens, true",
        "POST, v1/batches, false",
        "POST, v1/batches?x=count_tokens, false"
    })
    void itsPathSaysWhetherItIsFree(String method, String path, boolean free) {
        NativeRequest request = new NativeRequest(
                PROVIDER, method, path, Map.of(), null, new byte[0], "", false, Map.of(), false, UsageShape.NONE, 0, 1);
        assertThat(request.free()).isEqualTo(free);
    }
}
