package dev.serai.config;

import static dev.serai.config.Capability.JSON_SCHEMA;
import static dev.serai.config.Capability.REASONING;
import static dev.serai.config.Capability.TOOLS;
import static dev.serai.config.Capability.VISION;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    private static final Catalogue CATALOGUE = Mappings.CATALOGUE;

    @ParameterizedTest
    @CsvSource({
        "anthropic, claude-sonnet-4-5-20250929",
        "bedrock, eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "bedrock, arn:aws:bedrock:eu-west-1:123456789012:inference-profile/global.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "vertex, claude-sonnet-4-5@20250929",
        "anthropic, claude-sonnet-4-5-latest"
    })
    void oneModelIsKnownHoweverAProviderDressesIt(String type, String id) {
        ModelFacts facts = CATALOGUE.facts(type, id);
        assertThat(facts.known()).isTrue();
        assertThat(facts.contextWindow()).isEqualTo(200_000);
        assertThat(facts.maxOutput()).isEqualTo(64_000);
        assertThat(facts.thinking()).isEqualTo(ModelFacts.Thinking.BUDGET);
        assertThat(facts.sampling()).isEqualTo(ModelFacts.Sampling.ONE_OF);
        assertThat(facts.prefill()).isTrue();
        assertThat(facts.strictTools()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "openai,  gpt-4o-2024-08-06,                        gpt,           128000, 16384",
        "openai,  gpt-4-0125-preview,                       gpt,           128000, 4096",
        "openai,  gpt-4-0613,                               gpt,           8192,   8192",
        "azure,   gpt-35-turbo,                             gpt,           16385,  4096",
        "openai,  ft:gpt-4o-mini-2024-07-18:org::abc,       gpt,           128000, 16384",
        "openai,  gpt-5-mini-2025-08-07,                    gpt-reasoning, 400000, 128000",
        "bedrock, openai.gpt-oss-120b-1:0,                  gpt-oss,       131072, 16384",
        "bedrock, us.amazon.nova-2-lite-v1:0,               nova,          1000000, 64000",
        "bedrock, amazon.titan-text-express-v1,             titan,         8192,   8192",
        "bedrock, us.meta.llama3-3-70b-instruct-v1:0,       llama,         131072, 4096",
        "ibm,     meta-llama/llama-3-3-70b-instruct,        llama,         131072, 4096",
        "vertex,  gemini-2.5-pro,                           gemini,        1048576, 65535",
        "bedrock, mistral.mistral-large-2402-v1:0,          mistral,       32768,  8192",
        "oracle,  cohere.command-r-08-2024,                 cohere,        131072, 0",
        "bedrock, us.deepseek.r1-v1:0,                      deepseek,      131072, 32768"
    })
    void sizesAndFamiliesFollowTheProvidersModelId(String type, String id, String family, int window, int output) {
        ModelFacts facts = CATALOGUE.facts(type, id);
        assertThat(facts.known()).isTrue();
        assertThat(facts.family()).isEqualTo(family);
        assertThat(facts.contextWindow()).isEqualTo(window);
        assertThat(facts.maxOutput()).isEqualTo(output);
    }

    @Test
    @DisplayName("wire 4.2: sampling, thinking, forced tools and prefill of Claude")
    void claudesManners() {
        ModelFacts old = CATALOGUE.facts("anthropic", "claude-3-haiku-20240307");
        assertThat(old.sampling()).isEqualTo(ModelFacts.Sampling.ANY);
        assertThat(old.thinking()).isEqualTo(ModelFacts.Thinking.NONE);
        assertThat(old.can(JSON_SCHEMA)).isFalse();
        ModelFacts opus46 = CATALOGUE.facts("bedrock", "us.anthropic.claude-opus-4-6-v1");
        assertThat(opus46.sampling()).isEqualTo(ModelFacts.Sampling.ONE_OF);
        assertThat(opus46.thinking()).isEqualTo(ModelFacts.Thinking.ADAPTIVE);
        assertThat(opus46.prefill()).isFalse();
        assertThat(opus46.can(JSON_SCHEMA)).isTrue();
        ModelFacts sonnet5 = CATALOGUE.facts("anthropic", "claude-sonnet-5");
        assertThat(sonnet5.sampling()).isEqualTo(ModelFacts.Sampling.REFUSED);
        assertThat(sonnet5.thinksByDefault()).isTrue();
        assertThat(sonnet5.thinkingCanBeDisabled()).isTrue();
        assertThat(CATALOGUE.facts("anthropic", "claude-fable-5").thinkingCanBeDisabled())
                .isFalse();
        assertThat(CATALOGUE.facts("anthropic", "claude-fable-5").forcedToolChoice())
                .isTrue();
        assertThat(CATALOGUE.facts("anthropic", "claude-opus-5-5").forcedToolChoice())
                .isFalse();
    }

    @Test
    @DisplayName("wire 4.2: on Bedrock the newest Claude refuse strict and output_config.format")
    void bedrockRefusesWhatAnthropicTakes() {
        assertThat(CATALOGUE.facts("anthropic", "claude-opus-5").strictTools()).isTrue();
        assertThat(CATALOGUE.facts("anthropic", "claude-opus-5").can(JSON_SCHEMA))
                .isTrue();
        ModelFacts bedrock = CATALOGUE.facts("bedrock", "global.anthropic.claude-opus-5");
        assertThat(bedrock.strictTools()).isFalse();
        assertThat(bedrock.can(JSON_SCHEMA)).isFalse();
        assertThat(bedrock.can(TOOLS)).isTrue();
        assertThat(bedrock.sampling()).isEqualTo(ModelFacts.Sampling.REFUSED);
    }

    @Test
    @DisplayName("wire 3.8: what families of Bedrock can't")
    void familiesOfBedrock() {
        assertThat(CATALOGUE.facts("bedrock", "amazon.titan-text-lite-v1").systemPrompt())
                .isFalse();
        assertThat(CATALOGUE
                        .facts("bedrock", "mistral.mistral-7b-instruct-v0:2")
                        .systemPrompt())
                .isFalse();
        assertThat(CATALOGUE
                        .facts("bedrock", "mistral.mistral-7b-instruct-v0:2")
                        .can(TOOLS))
                .isFalse();
        assertThat(CATALOGUE.facts("bedrock", "meta.llama3-1-8b-instruct-v1:0").forcedToolChoice())
                .isFalse();
        assertThat(CATALOGUE
                        .facts("bedrock", "us.meta.llama3-2-11b-instruct-v1:0")
                        .can(VISION))
                .isTrue();
        assertThat(CATALOGUE
                        .facts("bedrock", "us.anthropic.claude-3-5-haiku-20241022-v1:0")
                        .can(VISION))
                .isFalse();
        assertThat(CATALOGUE.facts("bedrock", "us.deepseek.r1-v1:0").can(TOOLS)).isFalse();
        assertThat(CATALOGUE.facts("bedrock", "us.deepseek.r1-v1:0").can(REASONING))
                .isTrue();
    }

    @Test
    void reasoningModelsOfOpenAiTakeNoSampling() {
        ModelFacts o3 = CATALOGUE.facts("openai", "o3-mini-2025-01-31");
        assertThat(o3.family()).isEqualTo("gpt-reasoning");
        assertThat(o3.sampling()).isEqualTo(ModelFacts.Sampling.REFUSED);
        assertThat(o3.thinking()).isEqualTo(ModelFacts.Thinking.EFFORT);
        assertThat(o3.can(VISION)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic, claude-opus-6, claude",
        "openai, gpt-6, gpt",
        "openai, gpt-5.9-codex, gpt-reasoning",
        "bedrock, us.anthropic.claude-opus-4-9-20270101-v1:0, claude",
        "bedrock, qwen.qwen3-32b-v1:0, other",
        "openai, llama3.2, llama",
        "openai, mine, other"
    })
    void whatIsNotKnownIsPermittedEverything(String type, String id, String family) {
        assertThat(CATALOGUE.facts(type, id)).isEqualTo(ModelFacts.unknown(family));
    }
}
