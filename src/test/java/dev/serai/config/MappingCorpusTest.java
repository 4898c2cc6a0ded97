package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B90: each fault of the corpus is refused, with its place and what to do. */
@DisplayName("B90: the configuration corpus")
class MappingCorpusTest {
    private static final String MODEL = "model_mappings: {a: {providers: {openai: {model: b}}}}\n";

    @Test
    void anUnsetVariableOutsideAProvidersBlock() {
        assertThat(Mappings.problems("model_mappings: {a: {providers: {openai: {model: \"${CHAT_MODEL}\"}}}}"))
                .containsExactly("model-mapping.yaml:1:50: model_mappings.a.providers.openai.model: the variable"
                        + " CHAT_MODEL is not set (set it, or write ${CHAT_MODEL:-default})");
    }

    @Test
    void aVariableThatIsNone() {
        assertThat(Mappings.problems("routing: {deadline: \"${DEAD LINE}\"}"))
                .containsExactly("model-mapping.yaml:1:21: routing.deadline: \"${DEAD LINE}\" is not a variable: write"
                        + " ${NAME} or ${NAME:-default}");
    }

    @Test
    void aNameThatStandsTwice() {
        assertThat(Mappings.problems("""
                    model_mappings:
                      gpt-4.1: {providers: {openai: {model: gpt-4.1}}}
                      gpt-4.1: {providers: {openai: {model: gpt-4o}}}
                    """))
                .containsExactly("model-mapping.yaml:3:3: model_mappings.\"gpt-4.1\": stands twice, first in line 2");
    }

    @Test
    void aLookAroundWhichRe2DoesNotHave() {
        assertThat(Mappings.problems("routing: {patterns: [{pattern: \"^(?!gpt)\", default_provider: openai}]}"))
                .containsExactly("model-mapping.yaml:1:32: routing.patterns[0].pattern: \"^(?!gpt)\" is not a regular"
                        + " expression of RE2: invalid or unsupported Perl syntax at \"(?!\""
                        + " (syntax: https://github.com/google/re2/wiki/Syntax)");
    }

    @Test
    void aProviderThatIsNone() {
        assertThat(Mappings.problems("routing: {fallback: {providers: [bedrok]}}"))
                .containsExactly("model-mapping.yaml:1:34: routing.fallback.providers[0]: \"bedrok\" is not a provider"
                        + " (did you mean \"bedrock\"?)");
    }

    @Test
    void aProviderWithoutType() {
        assertThat(Mappings.problems("providers: {local: {base_url: \"http://localhost:11434/v1\"}}"))
                .containsExactly("model-mapping.yaml:1:13: providers.local: a provider of this name needs a type"
                        + " (type: one of bedrock, anthropic, openai, azure, vertex, ibm, oracle)");
    }

    @Test
    void fallbacksThatGoInACircle() {
        assertThat(Mappings.problems("""
                    model_mappings:
                      a: {fallback_models: {error: [b]}, providers: {openai: {model: a}}}
                      b: {fallback_models: {error: [c]}, providers: {openai: {model: b}}}
                      c: {fallback_models: {error: [a]}, providers: {openai: {model: c}}}
                    """))
                .containsExactly(
                        "model-mapping.yaml:2:33: model_mappings.a.fallback_models.error[0]: the fallbacks go in"
                                + " a circle: a -> b -> c -> a");
    }

    @Test
    void aRetiredModelWithoutSuccessorOrWithOneThatIsNot() {
        assertThat(Mappings.problems("""
                    model_mappings:
                      old: {status: retired, providers: {openai: {model: a}}}
                      older: {status: retired, successor: nwe, providers: {openai: {model: a}}}
                      new: {providers: {openai: {model: a}}}
                    """))
                .containsExactly(
                        "model-mapping.yaml:2:8: model_mappings.old: is retired and names no successor"
                                + " (add successor: with a name of this file)",
                        "model-mapping.yaml:3:39: model_mappings.older.successor: \"nwe\" is not a model of this file"
                                + " (did you mean \"new\"?)");
    }

    @Test
    void maxAttemptsBeyondTheSlotsOfTheRoute() {
        assertThat(Mappings.problems("routing: {fallback: {max_attempts: 100}}"))
                .containsExactly("model-mapping.yaml:1:36: routing.fallback.max_attempts: \"100\" is not a whole number"
                        + " from 0 to 7");
    }

    @Test
    void aNegativeTimeout() {
        assertThat(Mappings.problems("providers: {openai: {timeout: -5s}}"))
                .containsExactly(
                        "model-mapping.yaml:1:31: providers.openai.timeout: \"-5s\" is not a time, such as 500ms,"
                                + " 120s or 2m");
    }

    @Test
    void aTabForIndent() {
        assertThat(Mappings.problems("routing:\n\tdeadline: 5s\n"))
                .containsExactly(
                        "model-mapping.yaml:2:1: is not YAML: a tab where a value begins (indent with spaces)");
    }

    @Test
    void halfAFile() {
        assertThat(Mappings.problems("routing: {deadline: 5s"))
                .singleElement()
                .asString()
                .startsWith("model-mapping.yaml:1:23: is not YAML: while parsing a flow mapping");
    }

    @Test
    void aBombOfAliases() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(Mappings.problems(bomb.toString()))
                .containsExactly("model-mapping.yaml:27:12: has more than 50 aliases");
    }

    @Test
    void aBombOfFewerAliasesWhereAnythingMayStand() {
        StringBuilder bomb = new StringBuilder("transformations: {t: [parameter_defaults: {a0: &a0 [x, x]");
        for (int i = 1; i < 25; i++) {
            bomb.append(", a%d: &a%d [*a%d, *a%d]".formatted(i, i, i - 1, i - 1));
        }
        assertThat(Mappings.problems(bomb + "}]}"))
                .singleElement()
                .asString()
                .endsWith("its aliases make more than 10000 values of it");
    }

    @Test
    void anAliasOfItself() {
        assertThat(Mappings.problems("routing: &r {patterns: *r}"))
                .contains("model-mapping.yaml:1:10: routing: is an alias of itself where a mapping of keys to values"
                        + " belongs");
    }

    @Test
    void aTag() {
        assertThat(Mappings.problems("routing: !!javax.script.ScriptEngineManager [x]"))
                .containsExactly("model-mapping.yaml:1:10: the tag"
                        + " \"tag:yaml.org,2002:javax.script.ScriptEngineManager\" is not allowed: tags have no meaning"
                        + " here");
    }

    @Test
    void depthThatWouldExhaustTheStack() {
        assertThat(Mappings.problems("routing: " + "[".repeat(100_000)))
                .containsExactly("model-mapping.yaml:1:41: nests deeper than 32");
    }

    @Test
    void fiveMebibytes() {
        assertThat(Mappings.problems(Mappings.file(new byte[5 << 20]), Map.of()))
                .containsExactly("model-mapping.yaml: is larger than 4 MiB");
    }

    @Test
    void whatIsNotUtf8() {
        assertThat(Mappings.problems(Mappings.file(MODEL.getBytes(StandardCharsets.UTF_16)), Map.of()))
                .containsExactly("model-mapping.yaml: is not UTF-8");
    }

    @Test
    void aSecondDocument() {
        assertThat(Mappings.problems(MODEL + "---\n" + MODEL))
                .containsExactly("model-mapping.yaml:2:1: a second document begins here");
    }

    @Test
    void aListAtTheTop() {
        assertThat(Mappings.problems("- a\n"))
                .containsExactly("model-mapping.yaml:1:1: is not a mapping of keys to values");
    }

    @Test
    void aCacheThatThereIsNot() {
        assertThat(Mappings.problems("features: {response_caching: true}"))
                .containsExactly("model-mapping.yaml:1:30: features.response_caching: there is no cache in this release"
                        + " (write false)");
    }

    @Test
    void theSandboxForOtherNamesThanItsOwn() {
        assertThat(Mappings.problems("model_mappings: {a: {providers: {sandbox: {model: b}}}}"))
                .containsExactly(
                        "model-mapping.yaml:1:34: model_mappings.a.providers.sandbox: \"sandbox\" is not a provider");
    }

    @Test
    void namesThatAreTheSandboxs() {
        assertThat(Mappings.problems("model_mappings: {sandbox-x: {providers: {openai: {model: b}}}}"))
                .containsExactly("model-mapping.yaml:1:18: model_mappings.sandbox-x: names that begin with sandbox- are"
                        + " the sandbox's own");
    }

    // What looks like a fault and is none.

    @Test
    void aByteOrderMark() {
        assertThat(Mappings.load("\uFEFF" + MODEL).model("a")).isPresent();
    }

    @Test
    void linesThatEndAsInWindows() {
        assertThat(Mappings.load("model_mappings:\r\n  a:\r\n    providers:\r\n      openai: {model: b}\r\n")
                        .model("a")
                        .orElseThrow()
                        .targets()
                        .get(0)
                        .model())
                .isEqualTo("b");
    }

    @Test
    void maxAttemptsOfNone() {
        assertThat(Mappings.load("routing: {fallback: {max_attempts: 0}}")
                        .routing()
                        .mostTargets())
                .isEqualTo(1);
    }

    @Test
    void aFewAliases() {
        assertThat(Mappings.load("""
                    model_mappings:
                      a: &a {providers: {openai: {model: b}}}
                      c: *a
                    """).models()).extracting(MappedModel::name).isEqualTo(List.of("a", "c"));
    }

    @Test
    @DisplayName("B23: nested repetition, which RE2 takes in time proportional to the name")
    void b23NestedRepetition() {
        ModelMapping mapping = Mappings.load("routing: {patterns: [{pattern: \"(a+)+$\", default_provider: openai}]}");
        assertThat(mapping.model("a".repeat(255) + "!")).isEmpty();
        assertThat(mapping.model("a".repeat(256))).isPresent();
        assertThat(mapping.model("a".repeat(5_000))).isEmpty();
    }

    @Test
    void nothingAtAll() {
        assertThat(Mappings.load("").providers()).containsKey("openai");
    }
}
