package dev.serai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the Failover Bench needs, re-made: a wall that misbehaves by the model's name, a gateway before it with one mapping for
 * all scenarios, and a careful client. The primary and the fallback are two models at one server, as there; several providers of
 * the mapping, so that each has its breaker. Times are shorter than the bench's, their order is the same. Used by one test at a time.
 *
 * @see <a href="https://github.com/failoverbench/failoverbench">Failover Bench</a>
 */
final class FailoverBench implements AutoCloseable {
    static final String OK = "fb-ok";
    static final String NO_PREFILL = "fb-ok-noprefill";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCENARIO = """
              %1$s:
                default_provider: %3$s
                providers: {%3$s: {model: %1$s}}
                fallback_models: {error: [%2$s], context_window: [%2$s], named_in_answer: true}
                rescue: restart
            """;
    private static final String PROVIDERS = """
              %1$s: {providers: {spare: {model: %1$s}}}
              %2$s: {providers: {spare: {model: %2$s}}}
            routing: {retry_budget: 50}
            providers:
              wall: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", timeout: 2s, stream_idle_timeout: 1s, max_retries: 2, retry_delay: 50ms, health_probe: {enabled: false}, breaker: {minimum_calls: 100}}
              flapping: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", max_retries: 2, retry_delay: 50ms, health_probe: {enabled: false}, breaker: {window: 6, minimum_calls: 6, open_for: 1s}}
              spare: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}", health_probe: {enabled: false}}
            """;
    /** What the wall's model echoes; with its own first word it says sixty. */
    private static final String PROMPT = "a gateway is trusted only when the server behind it fails and nobody in front"
            + " of it has to know: one model is silent, the next speaks, words come once and in their order, the"
            + " bill names who said them, and when no one is left to ask the caller hears a plain no instead of"
            + " half an answer.";

    final FakeOpenAi wall = FakeOpenAi.start();
    private final RunningGateway gateway;

    /** @param scenarios the primary models, each with the fallback {@link #OK} but the one of S14 */
    FailoverBench(List<String> scenarios) {
        StringBuilder mapping = new StringBuilder("model_mappings:\n");
        scenarios.forEach(model -> mapping.append(SCENARIO.formatted(
                model, model.contains("s14") ? NO_PREFILL : OK, model.contains("s15") ? "flapping" : "wall")));
        gateway = RunningGateway.start(mapping + PROVIDERS.formatted(OK, NO_PREFILL), wall.environment());
    }

    /** What the caller made of it. */
    record Outcome(
            int status,
            boolean success,
            String content,
            String reportedModel,
            @Nullable JsonNode usage,
            @Nullable JsonNode error) {
        /** The bench's {@code complete}: the canonical answer, white space apart. */
        boolean complete() {
            return success && content.strip().equals(canonical());
        }
    }

    /** The sixty words. */
    static String canonical() {
        return "Echo: " + PROMPT;
    }

    /** The first words of them, as they are streamed. */
    static String canonical(int words) {
        return String.join("", List.of(canonical().split("(?<= )")).subList(0, words));
    }

    /** A whole stream of them, a word a token; only for scripts, since a model that is well says them anyway. */
    Reply healthy() {
        return wall.stream(canonical().split("(?<= )"));
    }

    /** One call of the bench's client. */
    Outcome ask(String model) {
        HttpResponse<String> answer = gateway.chat("{\"model\":\"" + model
                + "\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}");
        if (answer.statusCode() != 200) {
            return new Outcome(
                    answer.statusCode(),
                    false,
                    "",
                    "",
                    null,
                    parse(answer.body()).path("error"));
        }
        StringBuilder content = new StringBuilder();
        String reported = "";
        JsonNode usage = null;
        for (JsonNode event : events(answer.body())) {
            if (event.hasNonNull("error")) {
                return new Outcome(200, false, content.toString(), reported, usage, event.path("error"));
            }
            reported = event.path("model").asText(reported);
            usage = event.hasNonNull("usage") ? event.get("usage") : usage;
            content.append(event.at("/choices/0/delta/content").asText());
        }
        return new Outcome(200, true, content.toString(), reported, usage, null);
    }

    /** The bench's {@code alive_after}: a healthy model answers through the same system. */
    boolean alive() {
        return ask(OK).complete();
    }

    /** The attempts that the wall saw for a model, oldest first. */
    List<ReceivedCall> attempts(String model) {
        return wall.received().stream()
                .filter(call -> call.json().path("model").asText().equals(model))
                .toList();
    }

    /** The bench's {@code first_gap}: between the first two attempts. */
    Duration firstGap(String model) {
        List<ReceivedCall> attempts = attempts(model);
        return Duration.between(attempts.get(0).arrivedAt(), attempts.get(1).arrivedAt());
    }

    String breaker() {
        return parse(gateway.get("/ready").body())
                .at("/providers/flapping/breaker")
                .asText();
    }

    /** The series of the metrics that hold a text. */
    List<String> metrics(String text) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.contains(text) && !line.startsWith("#"))
                .toList();
    }

    void reset() {
        wall.forget();
        wall.recover();
    }

    @Override
    public void close() {
        gateway.close();
        wall.close();
    }

    private static List<JsonNode> events(String body) {
        return Stream.of(body.split("\n"))
                .filter(line -> line.startsWith("data: {"))
                .map(line -> parse(line.substring("data: ".length())))
                .toList();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }
}
