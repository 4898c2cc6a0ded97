package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code GET /ready?model=…}: the plan as it would be now, with the reason for each place. */
class PlanRoadTest {
    private static final String MAPPING = """
            model_mappings:
              mixed:
                default_provider: dying
                fallback_models: {error: [turns]}
                providers:
                  dying: {model: gpt-4o}
                  limited: {model: gpt-4o-mini}
                  well: {model: gpt-4o}
                  anthropic: {model: claude-3-5-sonnet-20241022, weight: 3}
                  third: {model: gpt-4o}
                  fourth: {model: gpt-4o}
                  off: {model: gpt-4o}
                  bare: {model: gpt-4o}
              shared: {canary: {target: {provider: third, model: new}, percent: 5}, shadow: {target: {provider: fourth, model: gpt-4o}, percent: 10}, providers: {well: {model: a}}}
              turns: {load_balancing: {strategy: round_robin}, providers: {well: {model: a}, third: {model: b}}}
              abroad: {providers: {ibm: {model: ibm/granite-4-h-small, region: eu-de}}}
            routing: {fallback: {providers: [dying, limited, well, anthropic, third, fourth, off, bare], max_attempts: 2}, patterns: [{pattern: "^any-", default_provider: well}]}
            providers:
              dying: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", health_probe: {enabled: false}, breaker: {window: 1, minimum_calls: 1, open_for: 1h}}
              limited: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}"}
              well: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}"}
              third: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}"}
              fourth: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}"}
              off: {type: openai, base_url: "${OPENAI_BASE_URL}", enabled: false}
              bare: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${NO_SUCH_KEY}"}
            """;
    private static final ProviderFakes FAKES = new ProviderFakes();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(MAPPING, FAKES.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
    }

    @Test
    void thePlanSaysWhoGetsAShareOfTheRequests() {
        JsonNode plan = plan("shared");
        assertThat(plan.path("canary").toString())
                .isEqualTo("{\"provider\":\"third\",\"model\":\"new\",\"percent\":5.0}");
        assertThat(plan.path("shadow").toString())
                .isEqualTo("{\"provider\":\"fourth\",\"model\":\"gpt-4o\",\"percent\":10.0}");
    }

    @Test
    void thePlanSaysWhoWouldBeTriedAndWhyNot() {
        FAKES.openai.enqueue(
                FAKES.openai.error(503), FAKES.openai.error(429).header("Retry-After", "50"), FAKES.openai.text("Hi"));
        HttpResponse<String> answer =
                gateway.chat("{\"model\":\"mixed\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.headers().firstValue("x-provider")).contains("well");
        JsonNode plan = plan("mixed");
        assertThat(plan.path("strategy").asText()).isEqualTo("in_order");
        assertThat(plan.path("most_attempts").asInt()).isEqualTo(3);
        assertThat(plan.at("/fallback_models/error/0").asText()).isEqualTo("turns");
        List<String> places = new ArrayList<>();
        plan.path("targets")
                .forEach(target -> places.add(target.path("provider").asText() + " "
                        + target.path("attempt").asText("-") + " "
                        + target.path("state").asText()));
        assertThat(places)
                .containsExactly(
                        "dying - breaker_open",
                        "limited - resting",
                        "well 1 ready",
                        "anthropic 2 ready",
                        "third 3 ready",
                        "fourth - beyond_most_attempts",
                        "off - disabled",
                        "bare - unconfigured");
        assertThat(plan.at("/targets/1/rests_seconds").asInt()).isBetween(1, 50);
        assertThat(plan.at("/targets/2/latency_seconds").asDouble()).isPositive();
        assertThat(plan.at("/targets/3/weight").asInt()).isEqualTo(3);
        assertThat(plan.at("/targets/3/price_usd").asDouble()).isPositive();
        assertThat(plan.at("/targets/3/capabilities").toString()).contains("\"tools\"");
        assertThat(gateway.get("/ready?model=mixed").body())
                .as("neither secrets nor addresses")
                .doesNotContain(FAKES.credentials())
                .doesNotContain(FAKES.openai.origin().getAuthority());
    }

    @Test
    void whoAsksTakesNobodysTurn() {
        assertThat(plan("turns").path("strategy").asText()).isEqualTo("round_robin");
        String first = plan("turns").at("/targets/0/provider").asText();
        assertThat(plan("turns").at("/targets/0/provider").asText()).isEqualTo(first);
        HttpResponse<String> answer =
                gateway.chat("{\"model\":\"turns\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.headers().firstValue("x-provider")).contains(first);
        assertThat(plan("turns").at("/targets/0/provider").asText()).isNotEqualTo(first);
    }

    @Test
    void anotherRegionIsNamed() {
        assertThat(plan("abroad").at("/targets/0/region").asText()).isEqualTo("eu-de");
    }

    @Test
    void aNameByAPatternHasAPlanAndAnyOtherHasNone() {
        assertThat(plan("any-name").at("/targets/0/model").asText()).isEqualTo("any-name");
        HttpResponse<String> unknown = gateway.get("/ready?model=nobody");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"model_not_found\"");
        assertThat(gateway.get("/ready").body()).doesNotContain("\"plan\"");
    }

    private static JsonNode plan(String model) {
        try {
            HttpResponse<String> ready = gateway.get("/ready?model=" + model);
            assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
            return new ObjectMapper().readTree(ready.body()).path("plan");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
