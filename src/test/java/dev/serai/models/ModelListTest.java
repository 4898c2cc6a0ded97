package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.MappingText;
import dev.serai.auth.Caller;
import dev.serai.config.ConfigFiles;
import dev.serai.config.ModelMapping;
import dev.serai.config.PriceBook;
import dev.serai.config.Settings;
import dev.serai.errors.GatewayException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelListTest {
    private static final PriceBook PRICES = PriceBook.load(ConfigFiles.of(Settings.only(Map.of())));
    private static final ModelMapping MAPPING = MappingText.load("""
            model_mappings:
              "meta/llama:free": {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              "100%": {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              "a+b": {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              old: {status: retired, successor: a+b, default_provider: openai, providers: {openai: {model: gpt-4o}}}
            routing:
              patterns:
                - {pattern: "^gpt-", default_provider: openai}
            """);

    private final ModelList models = new ModelList(List.of());

    @ParameterizedTest
    @CsvSource({
        "/v1/models/meta/llama:free,       meta/llama:free",
        "/v1/models/meta%2Fllama%3Afree,   meta/llama:free",
        "/v1/models/meta%2fllama:free,     meta/llama:free",
        "/v1/models/100%25,                100%",
        "/v1/models/a+b,                   a+b",
        "/v1/models/a%2Bb,                 a+b"
    })
    void aNameMayHoldWhatAPathMayNot(String path, String name) throws IOException {
        assertThat(json(path).path("id").asText()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/,          unknown_url",
        "/v1/modelsandmore,    unknown_url",
        "/v1/models/gpt-4o,    model_not_found",
        "/v1/models/100%,      model_not_found",
        "/v1/models/100%zz,    model_not_found",
        "/v1/models/100%2525,  model_not_found"
    })
    void whatIsNotListedIsNotFound(String path, String code) {
        GatewayException refused =
                catchThrowableOfType(GatewayException.class, () -> models.answer(MAPPING, PRICES, Caller.ANYONE, path));
        assertThat(refused.error().status()).isEqualTo(404);
        assertThat(refused.error().code()).isEqualTo(code);
    }

    @Test
    void theListHasEveryMappedNameAndOpenAisFields() throws IOException {
        JsonNode list = json("/v1/models");
        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.findValuesAsText("id")).contains("meta/llama:free", "100%", "a+b", "old");
        for (JsonNode model : list.path("data")) {
            assertThat(model.path("object").asText()).isEqualTo("model");
            assertThat(model.path("created").isIntegralNumber()).isTrue();
            assertThat(model.path("owned_by").asText()).isNotEmpty();
        }
    }

    @Test
    void aRetiredModelNamesItsSuccessor() throws IOException {
        assertThat(json("/v1/models/old").path("status").asText()).isEqualTo("retired");
        assertThat(json("/v1/models/old").path("successor").asText()).isEqualTo("a+b");
        assertThat(json("/v1/models/a+b").has("status")).isFalse();
    }

    private JsonNode json(String path) throws IOException {
        return new ObjectMapper().readTree(models.answer(MAPPING, PRICES, Caller.ANYONE, path));
    }
}
