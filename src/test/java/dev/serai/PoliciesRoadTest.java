package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a policy of one's own may decide, and what becomes of one that is wrong, on the running gateway. */
class PoliciesRoadTest {
    private static final FakeOpenAi ONE = FakeOpenAi.start();
    private static final FakeOpenAi TWO = FakeOpenAi.start();
    private static final String MAPPING = """
            model_mappings:
              both:
                fallback_models: {error: [other]}
                providers: {one: {model: gpt-4o}, two: {model: gpt-4o}}
              other: {providers: {two: {model: gpt-4o-mini}}}
              vectors: {providers: {one: {model: text-embedding-3-small}}}
              other-vectors: {providers: {two: {model: text-embedding-ada-002}}}
            providers:
              one: {type: openai, base_url: "%s", api_key: "%s", breaker: {minimum_calls: 100}}
              two: {type: openai, base_url: "%s", api_key: "%s", breaker: {minimum_calls: 100}}
            """.formatted(ONE.baseUrl(), ONE.key(), TWO.baseUrl(), TWO.key());

    @TempDir
    Path folder;

    @BeforeAll
    static void reset() {
        Set.of(ONE, TWO).forEach(FakeOpenAi::forget);
    }

    @AfterEach
    void recover() {
        for (FakeOpenAi fake : List.of(ONE, TWO)) {
            fake.forget();
            fake.recover();
        }
    }

    @AfterAll
    static void stop() {
        ONE.close();
        TWO.close();
    }

    @Test
    void aPolicyReadsEveryVariableOfItsPage() throws IOException {
        String page = Files.readString(Path.of("docs/reference/policy-variables.md"));
        Set<String> names = Pattern.compile("(?m)^\\| `(\\w+)` \\|.*\\| set by the gateway \\|$")
                .matcher(page)
                .results()
                .map(row -> row.group(1))
                .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
        assertThat(names).hasSizeGreaterThan(15).contains("hasImage", "hour", "estimatedCostUsd");
        StringBuilder told = new StringBuilder();
        names.forEach(
                name -> told.append(name).append("=${variable.").append(name).append("};"));
        policy("tell", set("refuse", "simple", told.toString()));
        try (RunningGateway gateway = start("tell")) {
            String body = gateway.chat(
                            "{\"model\":\"both\",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"12345678\"}]}")
                    .body();
            assertThat(body)
                    .contains("hasImage=false", "inputCharacters=8", "estimatedInputTokens=2", "task=chat")
                    .contains(
                            "lastUserText=12345678",
                            "conversationText=12345678",
                            "maxOutputTokens=50",
                            "plannedProvider=one",
                            "plannedModel=both")
                    .contains("model=both", "stream=false", "messageCount=1", "hasTools=false");
            assertThat(Pattern.compile("(\\w+)=;").matcher(body).results()).isEmpty();
        }
    }

    @Test
    void preferredProvidersAreTriedFirstAndTheOthersStay() {
        policy("mine", set("preferProviders", "constant", "two"));
        try (RunningGateway gateway = start("mine")) {
            assertThat(provider(ask(gateway, "both"))).isEqualTo("two");
            TWO.enqueue(TWO.error(503));
            assertThat(provider(ask(gateway, "both"))).isEqualTo("one");
        }
    }

    @Test
    void aNativeCallMeetsWhatForbidsAndGoesNowhereElse() {
        policy("mine", set("useModel", "constant", "other") + set("onlyProviders", "constant", "two"));
        policy(
                "told",
                set("refuse", "simple", "${variable.task} ${variable.plannedProvider} ${variable.plannedModel}"));
        try (RunningGateway gateway = start("mine")) {
            HttpResponse<String> passed = nativeCall(gateway, "two");
            assertThat(passed.statusCode()).as(passed.body()).isEqualTo(200);
            assertThat(TWO.last().json().path("model").asText()).isEqualTo("gpt-4o");
            HttpResponse<String> refused = nativeCall(gateway, "one");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
            assertThat(refused.body()).contains("provider_not_allowed");
            assertThat(ONE.received()).isEmpty();
        }
        try (RunningGateway gateway = start("told")) {
            HttpResponse<String> refused = nativeCall(gateway, "one");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
            assertThat(refused.body()).contains("native one ");
            assertThat(ONE.received()).isEmpty();
        }
    }

    private static HttpResponse<String> nativeCall(RunningGateway gateway, String provider) {
        return gateway.post(
                "/providers/" + provider + "/v1/chat/completions",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    @Test
    void onlyProvidersHoldsForTheModelsThatAreFallenBackOn() {
        policy("mine", set("onlyProviders", "constant", "one"));
        try (RunningGateway gateway = start("mine")) {
            ONE.enqueue(ONE.error(503), ONE.error(503), ONE.error(503));
            HttpResponse<String> answer = ask(gateway, "both");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(TWO.received()).isEmpty();
        }
    }

    @Test
    void aRestrictionHoldsForTheModelOfALaterPolicy() {
        policy("first", set("withoutProviders", "constant", "two"));
        policy("second", set("useModel", "constant", "other"));
        try (RunningGateway gateway = start("first, second")) {
            HttpResponse<String> answer = ask(gateway, "both");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("provider_not_allowed");
        }
    }

    @Test
    void anotherModelAnswersUnderTheNameThatWasAskedFor() {
        policy("mine", set("useModel", "constant", "other"));
        try (RunningGateway gateway = start("mine")) {
            HttpResponse<String> answer = ask(gateway, "both");
            assertThat(provider(answer)).isEqualTo("two");
            assertThat(answer.headers().firstValue("x-provider-model")).hasValue("gpt-4o-mini");
            assertThat(answer.body()).contains("\"model\":\"both\"");
        }
    }

    @Test
    void anEmbeddingStaysWithItsModel() {
        policy("mine", set("useModel", "constant", "other-vectors"));
        try (RunningGateway gateway = start("mine")) {
            HttpResponse<String> answer = gateway.post("/v1/embeddings", "{\"model\":\"vectors\",\"input\":\"Hello\"}");
            assertThat(provider(answer)).isEqualTo("one");
        }
    }

    @Test
    void aTargetOfOnesOwnGoesFirstAndCostsNobodyAnother() {
        policy("mine", set("firstTarget", "constant", "two/gpt-4.1"));
        try (RunningGateway gateway = start("mine")) {
            assertThat(ask(gateway, "both").headers().firstValue("x-provider-model"))
                    .hasValue("gpt-4.1");
            TWO.enqueue(TWO.error(503));
            HttpResponse<String> other = ask(gateway, "both");
            assertThat(provider(other)).isEqualTo("one");
            assertThat(other.headers().firstValue("x-attempts")).hasValue("2");
        }
    }

    @Test
    void eachPolicySeesWhatThoseBeforeItDecided() {
        policy("first", set("useModel", "constant", "other"));
        policy("second", set("refuse", "simple", "${variable.plannedModel} by ${variable.plannedProvider}"));
        try (RunningGateway gateway = start("first,second")) {
            HttpResponse<String> answer = ask(gateway, "both");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("other by two", "\"model_not_allowed\"");
        }
    }

    @Test
    void aPolicyThatRestrictsToNobodyThatIsIsAtFault() {
        policy("mine", set("onlyProviders", "simple", "${variable.model}"));
        try (RunningGateway gateway = start("mine")) {
            HttpResponse<String> answer = ask(gateway, "both");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("provider_unavailable", "policy");
            assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
        }
    }

    @Test
    void aWishForNobodyThatIsIsPassedOver() {
        policy("mine", set("preferProviders", "simple", "${variable.model}"));
        try (RunningGateway gateway = start("mine")) {
            assertThat(provider(ask(gateway, "both"))).isEqualTo("one");
        }
    }

    @Test
    void aPolicyThatThrowsEndsTheRequestAndSaysNothingOfItself() {
        policy("mine", """
                        - throwException:
                            id: no-luck
                            exceptionType: java.lang.IllegalStateException
                            message: secret innards
                """);
        try (RunningGateway gateway = start("mine")) {
            HttpResponse<String> answer = ask(gateway, "both");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("provider_unavailable").doesNotContain("secret", "IllegalState");
            assertThat(ONE.received()).isEmpty();
        }
    }

    @Test
    void whatIsWrongWithPoliciesRefusesTheStartAndSaysWhere() {
        policy("typo", set("onlyProviders", "constant", "oen"));
        policy("ends", "        - stop: {id: end}\n");
        policy("calls", """
                        - to:
                            id: out
                            uri: direct
                            parameters: {name: nobody-there}
                """);
        policy("bean", """
                        - process:
                            id: missing
                            ref: nobody-has-it
                """);
        write(
                "yaml",
                "- route:\n    id: yaml\n    from:\n      uri: direct:yaml\n      steps:\n        - setVaribale: {}\n");
        write("timed", "- route:\n    id: timed\n    from:\n      uri: timer:tick\n      steps: []\n");
        assertThat(refused("typo,ends,calls,bean,yaml,timed"))
                .anySatisfy(problem -> assertThat(problem)
                        .matches(".*typo\\.camel\\.yaml:\\d+:1: onlyProviders: \"oen\" is not a provider .*\"one\".*"))
                .anySatisfy(problem -> assertThat(problem).matches(".*ends\\.camel\\.yaml:\\d+:1: stop would end .*"))
                .anySatisfy(
                        problem -> assertThat(problem).matches(".*calls\\.camel\\.yaml:\\d+:1: direct:nobody-there .*"))
                .anySatisfy(problem -> assertThat(problem).matches(".*bean\\.camel\\.yaml:\\d+:1: .*nobody-has-it.*"))
                .anySatisfy(problem -> assertThat(problem).matches(".*yaml\\.camel\\.yaml:\\d+:\\d+: .*setVaribale.*"))
                .anySatisfy(problem ->
                        assertThat(problem).contains("timed.camel.yaml").contains("direct:timed"));
        assertThat(refused("by-taem")).singleElement().asString().contains("by-taem", "did you mean \"by-team\"?");
        assertThat(refused("By Team")).singleElement().asString().contains("no name of a policy");
    }

    private List<String> refused(String policies) {
        Throwable thrown = catchThrowable(() -> start(policies).close());
        while (thrown != null && !(thrown instanceof InvalidConfigurationException)) {
            thrown = thrown.getCause();
        }
        assertThat(thrown).isInstanceOf(InvalidConfigurationException.class);
        return ((InvalidConfigurationException) thrown)
                .problems().stream().map(ConfigurationProblem::toString).toList();
    }

    private RunningGateway start(String policies) {
        Map<String, String> variables = new HashMap<>();
        variables.put("serai.policies", policies);
        variables.put("serai.policies.folder", folder.toString());
        return RunningGateway.start(MAPPING, variables);
    }

    private void policy(String name, String steps) {
        write(name, """
                - route:
                    id: %1$s
                    from:
                      uri: direct
                      parameters: {name: %1$s}
                      steps:
                %2$s""".formatted(name, steps));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name + ".camel.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String set(String variable, String language, String value) {
        return """
                        - setVariable:
                            id: set-%1$s
                            name: %1$s
                            expression:
                              %2$s: {expression: "%3$s"}
                """.formatted(variable, language, value);
    }

    private static HttpResponse<String> ask(RunningGateway gateway, String model) {
        return gateway.chat("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    private static String provider(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-provider").orElseThrow();
    }
}
