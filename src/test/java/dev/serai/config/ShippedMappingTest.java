package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that are shipped. */
class ShippedMappingTest {
    private static final ModelMapping SHIPPED = ModelMapping.load(Settings.only(Map.of()));

    /** The contract's table of names that older deployments use. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gpt-4                      | openai gpt-4-0125-preview, azure gpt-4
            gpt-4-turbo                | openai gpt-4-turbo-preview
            gpt-4-turbo-preview        | openai gpt-4-turbo-preview
            gpt-3.5-turbo              | openai gpt-3.5-turbo-0125, azure gpt-35-turbo
            claude-3-opus              | bedrock anthropic.claude-3-opus-20240229-v1:0, anthropic claude-3-opus-20240229
            claude-3-opus-20240229     | bedrock anthropic.claude-3-opus-20240229-v1:0, anthropic claude-3-opus-20240229
            claude-3-sonnet            | bedrock anthropic.claude-3-sonnet-20240229-v1:0, anthropic claude-3-sonnet-20240229, vertex claude-3-sonnet@20240229
            claude-3-sonnet-20240229   | bedrock anthropic.claude-3-sonnet-20240229-v1:0, anthropic claude-3-sonnet-20240229, vertex claude-3-sonnet@20240229
            claude-3-haiku             | bedrock anthropic.claude-3-haiku-20240307-v1:0, anthropic claude-3-haiku-20240307
            claude-3-haiku-20240307    | bedrock anthropic.claude-3-haiku-20240307-v1:0, anthropic claude-3-haiku-20240307
            claude-3-5-sonnet          | bedrock anthropic.claude-3-5-sonnet-20240620-v1:0, anthropic claude-3-5-sonnet-20240620
            claude-3-5-sonnet-20240620 | bedrock anthropic.claude-3-5-sonnet-20240620-v1:0, anthropic claude-3-5-sonnet-20240620
            gemini-pro                 | vertex gemini-1.5-pro
            gemini-1.5-pro             | vertex gemini-1.5-pro
            gemini-flash               | vertex gemini-1.5-flash
            gemini-1.5-flash           | vertex gemini-1.5-flash
            amazon-titan-text-express  | bedrock amazon.titan-text-express-v1
            amazon-titan-text-lite     | bedrock amazon.titan-text-lite-v1
            amazon-titan-embed-text    | bedrock amazon.titan-embed-text-v1
            llama2-13b                 | bedrock meta.llama2-13b-chat-v1
            llama2-70b                 | bedrock meta.llama2-70b-chat-v1
            mistral-7b                 | bedrock mistral.mistral-7b-instruct-v0:2
            mistral-8x7b               | bedrock mistral.mixtral-8x7b-instruct-v0:1
            granite-13b-chat           | ibm ibm/granite-13b-chat-v2
            granite-13b-instruct       | ibm ibm/granite-13b-instruct-v2
            llama3-70b-instruct        | ibm meta-llama/llama-3-70b-instruct, bedrock meta.llama3-70b-instruct-v1:0
            cohere-command-r-plus      | oracle cohere.command-r-plus
            cohere-command-r           | oracle cohere.command-r-16k
            gpt-oss-harmony            | openai gpt-4-turbo-preview
            """)
    void theOlderNamesAreServedAsTheyWere(String name, String targets) {
        assertThat(targets(name)).isEqualTo(List.of(targets.split(", ")));
    }

    @Test
    void theWholeCatalogueIsThere() {
        assertThat(SHIPPED.models()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(targets("claude-opus-4-6"))
                .containsExactly(
                        "anthropic claude-opus-4-6",
                        "bedrock us.anthropic.claude-opus-4-6-v1",
                        "vertex claude-opus-4-6");
        assertThat(targets("deepseek-r1")).containsExactly("bedrock us.deepseek.r1-v1:0");
    }

    @Test
    void everyTargetIsInTheCatalogue() {
        assertThat(SHIPPED.models().stream()
                        .flatMap(model -> model.targets().stream())
                        .filter(target -> !target.facts().known()))
                .isEmpty();
    }

    @Test
    void everyRetiredModelHasASuccessorThatIsNotRetired() {
        Stream<MappedModel> retired = SHIPPED.models().stream().filter(MappedModel::retired);
        assertThat(retired.map(model -> SHIPPED.model(model.successor()).orElseThrow()))
                .isNotEmpty()
                .noneMatch(MappedModel::retired);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-6, openai gpt-6",
        "claude-opus-6, bedrock us.anthropic.claude-opus-6",
        "gemini-4-pro, vertex gemini-4-pro",
        "amazon-titan-text-premier-v1:0, bedrock amazon.titan-text-premier-v1:0",
        "llama3-1-8b-instruct-v1:0, bedrock meta.llama3-1-8b-instruct-v1:0",
        "mistral-large-2402-v1:0, bedrock mistral.mistral-large-2402-v1:0",
        "granite-5, ibm ibm/granite-5",
        "cohere-command-b, oracle cohere.command-b"
    })
    void namesThatAreNotMappedGoByPattern(String name, String target) {
        assertThat(targets(name)).containsExactly(target);
    }

    @Test
    void theRegionsProfileIsAVariable() {
        ModelMapping europe = ModelMapping.load(Settings.only(Map.of("BEDROCK_PROFILE_PREFIX", "eu")));
        assertThat(europe.model("claude-sonnet-4-5")
                        .orElseThrow()
                        .targets()
                        .get(1)
                        .model())
                .isEqualTo("eu.anthropic.claude-sonnet-4-5-20250929-v1:0");
    }

    @Test
    void onlyTheOldTransformationHasNoEffectYet() {
        assertThat(SHIPPED.withoutEffect()).isEmpty();
    }

    @Test
    void theListOfModelsHasVendorsAndOneDate() {
        MappedModel sonnet = SHIPPED.model("claude-sonnet-4-5").orElseThrow();
        assertThat(sonnet.ownedBy()).isEqualTo("anthropic");
        assertThat(sonnet.created()).isEqualTo(1_795_305_600L);
        assertThat(SHIPPED.models()).extracting(MappedModel::created).containsOnly(sonnet.created());
    }

    private static List<String> targets(String name) {
        return SHIPPED.model(name).orElseThrow().targets().stream()
                .map(target -> target.provider().name() + " " + target.model())
                .toList();
    }
}
