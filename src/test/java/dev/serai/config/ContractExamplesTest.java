package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The two blocks of the contract, word for word: every key of theirs is read. */
class ContractExamplesTest {
    @Test
    void theShapeOfEarlierDeploymentsLoadsAsItStands() throws IOException {
        ModelMapping mapping = Mappings.load(example("contract-shape.yaml"));
        assertThat(mapping.model("claude-3-sonnet").orElseThrow().targets())
                .extracting(target -> target.provider().name(), ModelTarget::model)
                .containsExactly(
                        tuple("bedrock", "anthropic.claude-3-sonnet-20240229-v1:0"),
                        tuple("anthropic", "claude-3-sonnet-20240229"),
                        tuple("vertex", "claude-3-sonnet@20240229"));
        assertThat(mapping.model("titan-text-lite-v1")
                        .orElseThrow()
                        .targets()
                        .get(0)
                        .model())
                .isEqualTo("amazon.titan-text-lite-v1");
        assertThat(mapping.routing().maxAttempts()).isEqualTo(2);
        assertThat(mapping.providers().get("bedrock").maxRetries()).isEqualTo(3);
        assertThat(mapping.providers().get("azure").missing())
                .containsExactly("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY");
        assertThat(mapping.providers().get("local").configured()).isTrue();
        assertThat(mapping.withoutEffect()).isEmpty();
    }

    @Test
    void ofTheFurtherKeysNoneIsUnknown() throws IOException {
        // The example speaks of models and names that it does not define, and lets "any" stand for any provider.
        assertThat(Mappings.problems(example("contract-further-keys.yaml")))
                .extracting(problem -> problem.replaceFirst("^[^ ]+ ", ""))
                .containsExactly(
                        "model_mappings.claude-sonnet-4-5.fallback_models.error[0]: \"gpt-4o\" is not a model of this file",
                        "model_mappings.claude-sonnet-4-5.fallback_models.context_window[0]: \"gemini-1.5-pro\" is not a model"
                                + " of this file",
                        "model_mappings.claude-sonnet-4-5.providers.bedrock.transformation: \"name\" is not a transformation"
                                + " (one of harmony)",
                        "providers.any: a provider of this name needs a type"
                                + " (type: one of bedrock, anthropic, openai, azure, vertex, ibm, oracle)");
    }

    @Test
    void completedTheyAreAllInThere() throws IOException {
        ModelMapping mapping = Mappings.load(
                example("contract-further-keys.yaml")
                        .replace("  any:\n", "  any:\n    type: openai\n    base_url: \"http://localhost/v1\"\n")
                        .replace("transformation: name", "transformation: harmony")
                        .replace(
                                "routing:\n",
                                "  gpt-4o: {providers: {openai: {model: gpt-4o}}}\n"
                                        + "  gemini-1.5-pro: {providers: {vertex: {model: gemini-1.5-pro}}}\nrouting:\n"),
                Map.of());
        MappedModel model = mapping.model("claude-sonnet-4-5").orElseThrow();
        assertThat(model.targets().get(0).timeouts().wholeAnswer()).isEqualTo(Duration.ofMinutes(5));
        assertThat(model.facts().capabilities()).hasSize(Capability.values().length);
        assertThat(model.policies().fallbackModels().error()).containsExactly("gpt-4o");
        assertThat(model.policies().canary().percent()).isEqualTo(5);
        assertThat(model.policies().canary().target().model()).isEqualTo("claude-x");
        assertThat(model.policies().loadBalancing().sticky()).isEqualTo("prompt_cache_key");
        assertThat(model.targets().get(0).settings())
                .containsEntry("guardrail", Map.of("id", "abc", "version", "1"))
                .containsEntry("weight", 3);
        ProviderSettings any = mapping.providers().get("any");
        assertThat(any.quirks()).isEqualTo(new ProviderSettings.Quirks("max_tokens", true, 0, "system"));
        assertThat(any.breaker()).isEqualTo(ProviderSettings.Breaker.DEFAULT);
        assertThat(any.missing()).containsExactly("NAME");
        assertThat(mapping.withoutEffect()).isEmpty();
        assertThat(model.targets().get(0).transformation().name()).isEqualTo("harmony");
        assertThat(model.policies().shadow().percent()).isEqualTo(1);
        assertThat(model.policies().shadow().target().model()).isEqualTo("gpt-x");
    }

    private static String example(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/config", name));
    }
}
