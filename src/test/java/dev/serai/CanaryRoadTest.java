package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model's canary, and what is said of a retired model, on the shipped routes. */
class CanaryRoadTest {
    private static final FakeOpenAi ONE = FakeOpenAi.start();
    private static final FakeOpenAi TWO = FakeOpenAi.start();
    private static final String MAPPING = """
            model_mappings:
              some: {providers: {one: {model: gpt-4o}}, canary: {target: {provider: two, model: gpt-4.1}, percent: 30}}
              all: {providers: {one: {model: gpt-4o}}, canary: {target: {provider: two, model: gpt-4.1}, percent: 100}}
              none: {providers: {one: {model: gpt-4o}}, canary: {target: {provider: two, model: gpt-4.1}, percent: 0.001}}
              unready: {providers: {one: {model: gpt-4o}}, canary: {target: {provider: anthropic, model: claude-haiku-4-5}, percent: 100}}
              own: {default_provider: one, providers: {one: {model: gpt-4o}, two: {model: gpt-4.1}}, canary: {target: {provider: two, model: gpt-4.1}, percent: 100}}
              new: {providers: {one: {model: gpt-4o}}}
              old: {status: retired, successor: new, providers: {one: {model: gpt-4o}}}
              gone: {status: retired, successor: new, providers: {anthropic: {model: claude-haiku-4-5}}}
            routing: {fallback: {enabled: false}}
            providers:
              one: {type: openai, base_url: "%s", api_key: "%s", breaker: {minimum_calls: 100}}
              two: {type: openai, base_url: "%s", api_key: "%s", breaker: {minimum_calls: 100}}
            """.formatted(ONE.baseUrl(), ONE.key(), TWO.baseUrl(), TWO.key());
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(MAPPING, Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        ONE.close();
        TWO.close();
    }

    @BeforeEach
    void reset() {
        for (FakeOpenAi fake : List.of(ONE, TWO)) {
            fake.forget();
            fake.recover();
        }
    }

    @Test
    void itsShareOfTheConversationsGoesToTheCanaryAndEachStaysWhereItWas() {
        Map<String, String> served = new TreeMap<>();
        for (int i = 0; i < 200; i++) {
            served.put("conversation " + i, model(ask("some", "conversation " + i)));
        }
        // Hashes, not chance: the same 200 conversations fall alike in each run.
        assertThat(served.values().stream().filter("gpt-4.1"::equals)).hasSizeBetween(40, 80);
        for (int i = 0; i < 20; i++) {
            assertThat(model(ask("some", "conversation " + i))).isEqualTo(served.get("conversation " + i));
        }
    }

    @Test
    void theWholeShareAndNextToNone() {
        HttpResponse<String> canary = ask("all", "Hello");
        assertThat(model(canary)).isEqualTo("gpt-4.1");
        assertThat(canary.body()).contains("\"model\":\"all\"");
        assertThat(canary.headers().firstValue("x-provider")).hasValue("two");
        assertThat(model(ask("none", "Hello"))).isEqualTo("gpt-4o");
    }

    @Test
    void aCanaryThatFailsCostsNobodyItsAnswer() {
        TWO.enqueue(TWO.error(503));
        HttpResponse<String> answer = ask("all", "Hello");
        assertThat(model(answer)).as("even with fallbacks switched off").isEqualTo("gpt-4o");
        assertThat(answer.headers().firstValue("x-attempts")).hasValue("2");
    }

    @Test
    void norDoesOneThatRefusesOrIsOneOfTheModelsOwn() {
        TWO.enqueue(TWO.error(400));
        HttpResponse<String> answer = ask("all", "Hello");
        assertThat(model(answer))
                .as("a parameter that the new model does not know")
                .isEqualTo("gpt-4o");
        assertThat(answer.headers().firstValue("x-attempts")).hasValue("2");
        TWO.enqueue(TWO.error(503));
        assertThat(model(ask("own", "Hello"))).isEqualTo("gpt-4o");
        TWO.enqueue(TWO.error(400));
        assertThat(model(ask("own", "Hello"))).isEqualTo("gpt-4o");
        TWO.enqueue(TWO.error(400));
        ONE.enqueue(ONE.error(400).header("x-which", "one"));
        assertThat(ask("all", "Hello").statusCode()).as("the model's own word").isEqualTo(400);
        assertThat(ONE.received()).hasSizeGreaterThan(3);
    }

    @Test
    void metricsCompareTheCanaryWithTheOthers() {
        long answered = group("all", "canary", "answered");
        long fellBack = group("all", "canary", "fell_back");
        long failed = group("all", "canary", "failed");
        long others = group("none", "others", "answered");
        ask("all", "Hello");
        TWO.enqueue(TWO.error(503));
        ask("all", "Hello");
        TWO.enqueue(TWO.error(503));
        ONE.enqueue(ONE.error(503));
        assertThat(ask("all", "Hello").statusCode()).isEqualTo(503);
        ask("none", "Hello");
        ask("new", "Hello");
        assertThat(group("all", "canary", "answered") - answered).isEqualTo(1);
        assertThat(group("all", "canary", "fell_back") - fellBack).isEqualTo(1);
        assertThat(group("all", "canary", "failed") - failed).isEqualTo(1);
        assertThat(group("none", "others", "answered") - others).isEqualTo(1);
        assertThat(gateway.get("/metrics").body())
                .contains("serai_canary_cost_usd_total{group=\"canary\",model=\"all\"}")
                .contains("serai_canary_duration_seconds_count{group=\"others\",model=\"none\"}")
                .doesNotContain("serai_canary_requests_total{group=\"others\",model=\"new\"");
    }

    private static long group(String model, String group, String outcome) {
        String name = "serai_canary_requests_total{group=\"" + group + "\",model=\"" + model + "\",outcome=\"" + outcome
                + "\"} ";
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    @Test
    void aCanaryThatCanNotBeCalledIsPassedOver() {
        assertThat(model(ask("unready", "Hello"))).isEqualTo("gpt-4o");
    }

    @Test
    void aPolicyMayForbidTheCanarysProvider(@org.junit.jupiter.api.io.TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("mine.camel.yaml"), """
                - route:
                    id: mine
                    from:
                      uri: direct
                      parameters: {name: mine}
                      steps:
                        - setVariable:
                            id: only-one
                            name: onlyProviders
                            expression: {constant: {expression: one}}
                """);
        Map<String, String> variables = new HashMap<>();
        variables.put("serai.policies", "mine");
        variables.put("serai.policies.folder", folder.toString());
        try (RunningGateway strict = RunningGateway.start(MAPPING, variables)) {
            HttpResponse<String> answer = strict.chat(body("all", "Hello"));
            assertThat(model(answer)).isEqualTo("gpt-4o");
            assertThat(TWO.received()).isEmpty();
        }
    }

    @Test
    void aRetiredModelNamesItsSuccessorInAnswersErrorsAndTheList() {
        assertThat(successor(ask("old", "Hello"))).isEqualTo("new");
        assertThat(successor(ask("new", "Hello"))).isNull();
        ONE.enqueue(ONE.error(503), ONE.error(503));
        HttpResponse<String> failed = ask("old", "Hello");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(successor(failed)).isEqualTo("new");
        HttpResponse<String> unserved = ask("gone", "Hello");
        assertThat(unserved.body()).contains("provider_unconfigured");
        assertThat(successor(unserved)).isEqualTo("new");
        assertThat(gateway.get("/v1/models/old").body()).contains("\"status\":\"retired\",\"successor\":\"new\"");
        assertThat(gateway.get("/v1/models").body()).contains("\"successor\":\"new\"");
    }

    private static HttpResponse<String> ask(String model, String text) {
        return gateway.chat(body(model, text));
    }

    private static String body(String model, String text) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    private static String model(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-provider-model").orElseThrow();
    }

    private static String successor(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-model-successor").orElse(null);
    }
}
