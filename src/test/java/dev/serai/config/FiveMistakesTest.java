package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A mapping with five mistakes is refused with five precise messages. */
class FiveMistakesTest {
    @Test
    void fiveMistakesAreFivePreciseMessages() {
        String mapping = """
                model_mappings:
                  gpt-4:
                    default_provider: opnai
                    providers:
                      openai: {model: gpt-4-0125-preview}
                      azuer: {deployment: gpt-4}
                routing:
                  patterns:
                    - {pattern: "^titan-(.+", default_provider: bedrock}
                    - {pattern: "^titan-(.+)", default_provider: bedrock, model: "amazon.titan-$2"}
                  fallback: {max_atempts: 2}
                """;
        assertThat(Mappings.problems(mapping))
                .containsExactly(
                        "model-mapping.yaml:3:23: model_mappings.gpt-4.default_provider: \"opnai\" is not a provider of this"
                                + " model (did you mean \"openai\"?)",
                        "model-mapping.yaml:6:7: model_mappings.gpt-4.providers.azuer: \"azuer\" is not a provider"
                                + " (did you mean \"azure\"?)",
                        "model-mapping.yaml:9:17: routing.patterns[0].pattern: \"^titan-(.+\" is not a regular expression of"
                                + " RE2: missing closing ) (syntax: https://github.com/google/re2/wiki/Syntax)",
                        "model-mapping.yaml:10:66: routing.patterns[1].model: $2 is no group of the pattern, which has 1",
                        "model-mapping.yaml:11:14: routing.fallback.max_atempts: unknown key (did you mean \"max_attempts\"?)");
    }
}
