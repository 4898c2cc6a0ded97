package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Load balancing, concurrency limits and further tries, on the shipped routes. */
class BalancingRoadTest {
    private static final FakeOpenAi ONE = FakeOpenAi.start();
    private static final FakeOpenAi TWO = FakeOpenAi.start();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start("""
                model_mappings:
                  in-turn: {load_balancing: {strategy: round_robin}, providers: {one: {model: gpt-4o}, two: {model: gpt-4o}}}
                  sticky: {load_balancing: {strategy: random, sticky: prompt_cache_key}, providers: {one: {model: gpt-4o}, two: {model: gpt-4o}}}
                  last-resort: {load_balancing: {strategy: weighted}, providers: {one: {model: gpt-4o, weight: 0}, two: {model: gpt-4o}}}
                  narrow: {default_provider: narrow, providers: {narrow: {model: gpt-4o}, two: {model: gpt-4o}}}
                  narrow-alone: {providers: {narrow: {model: gpt-4o}}}
                  patient: {providers: {patient: {model: gpt-4o}}}
                providers:
                  one: {type: openai, base_url: "%1$s", api_key: "%2$s"}
                  two: {type: openai, base_url: "%3$s", api_key: "%4$s"}
                  narrow: {type: openai, base_url: "%1$s", api_key: "%2$s", max_concurrent: 1}
                  patient: {type: openai, base_url: "%1$s", api_key: "%2$s", max_retries: 2, retry_delay: 10ms}
                """.formatted(ONE.baseUrl(), ONE.key(), TWO.baseUrl(), TWO.key()), Map.of());
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
    void eachProviderHasItsTurn() {
        List<String> providers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            providers.add(provider(ask("in-turn", "")));
        }
        assertThat(providers.get(0)).isNotEqualTo(providers.get(1));
        assertThat(providers.subList(2, 4)).isEqualTo(providers.subList(0, 2));
    }

    @Test
    void aConversationStaysWhereItsPromptIsCached() {
        String first = provider(ask("sticky", ",\"prompt_cache_key\":\"conversation-1\""));
        for (int i = 0; i < 5; i++) {
            assertThat(provider(ask("sticky", ",\"prompt_cache_key\":\"conversation-1\"")))
                    .isEqualTo(first);
        }
    }

    @Test
    void aLastResortIsCalledWhereNobodyElseIsLeft() {
        assertThat(provider(ask("last-resort", ""))).isEqualTo("two");
        TWO.enqueue(TWO.error(503));
        assertThat(provider(ask("last-resort", ""))).isEqualTo("one");
    }

    @Test
    void aProviderWithItsHandsFullIsPassedOverAndIsNoAttempt() throws Exception {
        ONE.enqueue(ONE.text("late").after(Duration.ofSeconds(2)));
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> ask("narrow-alone", ""));
        ONE.awaitCalls(1, Duration.ofSeconds(10));
        HttpResponse<String> other = ask("narrow", "");
        assertThat(provider(other)).isEqualTo("two");
        assertThat(other.headers().firstValue("x-attempts")).hasValue("1");
        HttpResponse<String> alone = ask("narrow-alone", "");
        assertThat(alone.statusCode()).isEqualTo(503);
        assertThat(alone.body()).contains("provider_unavailable");
        assertThat(waiting.get().statusCode()).isEqualTo(200);
        assertThat(ask("narrow-alone", "").statusCode()).as("free again").isEqualTo(200);
    }

    @Test
    void theLastProviderIsTriedAgain() {
        ONE.enqueue(ONE.error(503), ONE.error(500));
        HttpResponse<String> answer = ask("patient", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-attempts")).hasValue("3");
    }

    @Test
    void notMoreOftenThanItsBlockSaysAndNotForARefusal() {
        ONE.enqueue(ONE.error(503), ONE.error(503), ONE.error(503), ONE.error(503));
        assertThat(ask("patient", "").statusCode()).isEqualTo(503);
        assertThat(ONE.received()).hasSize(3);
        reset();
        ONE.enqueue(ONE.error(400));
        assertThat(ask("patient", "").statusCode()).isEqualTo(400);
        assertThat(ONE.received()).hasSize(1);
    }

    @Test
    @DisplayName("wire.md 2.10: a provider's own 504 is a timeout, and the contract tries again what is 5xx")
    void aTimeoutOfTheProvidersOwnIsTriedAgainAsEvery5xxIs() {
        Reply late = Reply.body(504, "text/html", "<h1>Gateway Timeout</h1>");
        ONE.enqueue(late, late);
        HttpResponse<String> answer = ask("patient", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-attempts")).hasValue("3");
        reset();
        ONE.enqueue(late, late, late);
        assertThat(ask("patient", "").statusCode()).isEqualTo(504);
        reset();
        ONE.enqueue(Reply.json(408, "{}"));
        assertThat(ask("patient", "").statusCode()).isEqualTo(504);
        assertThat(ONE.received()).hasSize(1);
    }

    private static HttpResponse<String> ask(String model, String more) {
        return gateway.chat(
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}");
    }

    private static String provider(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("x-provider").orElseThrow();
    }
}
