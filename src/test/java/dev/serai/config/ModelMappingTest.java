package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ModelMappingTest {
    @Test
    void targetsStandInTheOrderInWhichTheyAreTried() {
        ModelMapping mapping = Mappings.load("""
                model_mappings:
                  chat:
                    default_provider: vertex
                    providers:
                      second: {model: e}
                      first: {model: d}
                      openai: {model: c}
                      anthropic: {model: b}
                      vertex: {model: a}
                routing: {fallback: {providers: [anthropic, openai]}}
                providers:
                  first: {type: openai, base_url: "http://first/v1"}
                  second: {type: openai, base_url: "http://second/v1"}
                """);
        assertThat(mapping.model("chat").orElseThrow().targets())
                .extracting(target -> target.provider().name())
                .containsExactly("vertex", "anthropic", "openai", "second", "first");
    }

    @Test
    void theFirstPatternThatMatchesMakesTheModelsId() {
        ModelMapping mapping = Mappings.load("""
                routing:
                  patterns:
                    - {pattern: "^gpt-", default_provider: openai}
                    - {pattern: "^titan-(.+)", default_provider: bedrock, model: "amazon.titan-$1", description: Titan}
                    - {pattern: "^(x)-(y)?$", default_provider: bedrock, model: "$2$1-$$0"}
                    - {pattern: "^titan-", default_provider: openai}
                """);
        MappedModel titan = mapping.model("titan-text-lite-v1").orElseThrow();
        assertThat(titan.byPattern()).isTrue();
        assertThat(titan.description()).isEqualTo("Titan");
        assertThat(titan.targets())
                .extracting(target -> target.provider().name(), ModelTarget::model)
                .containsExactly(org.assertj.core.api.Assertions.tuple("bedrock", "amazon.titan-text-lite-v1"));
        assertThat(titan.facts().family()).isEqualTo("titan");
        assertThat(model(mapping, "gpt-next")).isEqualTo("gpt-next");
        assertThat(model(mapping, "x-y")).isEqualTo("yx-$x-y");
        assertThat(model(mapping, "x-")).isEqualTo("x-$x-");
        assertThat(mapping.model("mine")).isEmpty();
    }

    @Test
    void whatTheEntryKnowsBetterOutranksTheCatalogue() {
        ModelFacts facts = Mappings.load("""
                        model_mappings:
                          a:
                            context_window: 1000000
                            max_output: 32000
                            capabilities: [tools, streaming]
                            providers: {anthropic: {model: claude-sonnet-4-5-20250929}}
                        """).model("a").orElseThrow().facts();
        assertThat(facts.contextWindow()).isEqualTo(1_000_000);
        assertThat(facts.maxOutput()).isEqualTo(32_000);
        assertThat(facts.capabilities()).containsExactlyInAnyOrder(Capability.TOOLS, Capability.STREAMING);
        assertThat(facts.sampling()).isEqualTo(ModelFacts.Sampling.ONE_OF);
    }

    @Test
    void anAzureDeploymentIsTheModelAndItsModelTellsTheFacts() {
        ModelTarget target = Mappings.load(
                        "model_mappings: {a: {providers: {azure: {deployment: our-chat, model: gpt-4o}}}}")
                .model("a")
                .orElseThrow()
                .targets()
                .get(0);
        assertThat(target.model()).isEqualTo("our-chat");
        assertThat(target.facts().contextWindow()).isEqualTo(128_000);
    }

    @Test
    @DisplayName("T37: what a variable holds is not expanded again, nor shown in a problem")
    void t37VariablesAreExpandedOnce() {
        ModelMapping mapping = Mappings.load(
                "model_mappings: {a: {providers: {openai: {model: \"${A}-${C:-c}\"}}}}", Map.of("A", "${B}", "B", "b"));
        assertThat(model(mapping, "a")).isEqualTo("${B}-c");
        assertThat(Mappings.problems(
                        Mappings.file("providers: {openai: {timeout: \"${SECRET}\"}}"), Map.of("SECRET", "sk-123")))
                .containsExactly(
                        "model-mapping.yaml:1:31: providers.openai.timeout: \"${SECRET}\" is not a time, such as"
                                + " 500ms, 120s or 2m");
    }

    @Test
    void sandboxModelsAreTheSandboxsWhileItIsOn() {
        String everything = "routing: {patterns: [{pattern: \"\", default_provider: openai}]}";
        MappedModel echo = Mappings.load(everything).model("sandbox-echo").orElseThrow();
        assertThat(echo.targets().get(0).provider().type()).isEqualTo("sandbox");
        assertThat(echo.targets().get(0).model()).isEqualTo("sandbox-echo");
        assertThat(Mappings.load(everything, Map.of("AUTH_ENABLED", "true")).model("sandbox-echo"))
                .isEmpty();
        assertThat(Mappings.load(everything, Map.of("AUTH_ENABLED", "true", "SANDBOX_ENABLED", "true"))
                        .model("sandbox-echo"))
                .isPresent();
    }

    @Test
    void autoFallbackOutranksTheRoutings() {
        Routing routing = Mappings.load("features: {auto_fallback: false}\nrouting: {fallback: {enabled: true}}")
                .routing();
        assertThat(routing.fallbackEnabled()).isFalse();
        assertThat(routing.mostTargets()).isEqualTo(1);
        assertThat(routing.deadline()).isEqualTo(Duration.ofSeconds(300));
    }

    @Test
    void everyKeyHasAnEffect() {
        assertThat(Mappings.load("""
                        model_mappings:
                          a: {rescue: off, providers: {openai: {model: b, weight: 2}}}
                          c: {providers: {openai: {model: b, transformation: t}}}
                        routing: {load_balancing: {enabled: false, strategy: random}}
                        providers: {openai: {max_retries: 3, retry_delay: 1s}}
                        transformations: {t: [{strip_prefix: "A: "}]}
                        """).withoutEffect()).isEmpty();
    }

    @Test
    void aTransformationOfTheFileOutranksTheOthersOfItsName() {
        ModelMapping mapping = Mappings.load("""
                transformations:
                  harmony: [{strip_prefix: x, parameter_overrides: {temperature: 0.5, n: 1, user: "1", stop: [a]}}]
                """);
        Transformation step = mapping.transformations().get("harmony").steps().get(0);
        assertThat(step.stripPrefix()).isEqualTo("x");
        assertThat(step.parameterOverrides())
                .isEqualTo(Map.of("temperature", 0.5, "n", 1, "user", "1", "stop", java.util.List.of("a")));
    }

    private static String model(ModelMapping mapping, String name) {
        return mapping.model(name).orElseThrow().targets().get(0).model();
    }
}
