package dev.serai;

import static dev.serai.FaultRoad.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows F37 and F38 of the table of faults, as far as a gateway lives through them; a heap that is full indeed, and its end, are
 * in {@link MemoryIT}. How deep a request may nest is B13 of {@link BadInputRoadTest}, the mapping in {@code config.MappingCorpusTest}.
 */
@Timeout(120)
class FaultsOfMemoryTest {
    private static final String DEEP = "[".repeat(100_000) + "]".repeat(100_000);
    private static final String CHAT = FaultRoad.body("gpt-4o", false);
    private static final String STREAM = FaultRoad.body("gpt-4o", true);
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final FakeAnthropic ANTHROPIC = FakeAnthropic.start();
    private static final MovableClock CLOCK = new MovableClock();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.putAll(ANTHROPIC.environment());
        variables.put("MAX_HEAP_PERCENT", "1");
        variables.put("MAX_BODY_BYTES", "300000");
        variables.put("MAX_BYTES_IN_FLIGHT", "300000");
        gateway = RunningGateway.start(variables, CLOCK);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        OPENAI.close();
        ANTHROPIC.close();
    }

    @AfterEach
    void recover() {
        OPENAI.recover();
        OPENAI.forget();
        ANTHROPIC.recover();
    }

    @Test
    @DisplayName(
            "F37 more than its share is in use after a collection: new work is refused, the rest goes on, and it passes")
    void f37_heapPressure() throws Exception {
        OPENAI.always(OPENAI.text("late").after(Duration.ofSeconds(1)));
        CompletableFuture<HttpResponse<String>> inFlight = CompletableFuture.supplyAsync(() -> served(CHAT));
        OPENAI.awaitCalls(1, Duration.ofSeconds(30));
        List<byte[]> ballast = ballast();
        System.gc();
        HttpResponse<String> refused = await(503);
        assertThat(error(refused)).isEqualTo("503 overloaded_error overloaded");
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        for (String path : List.of("/health", "/ready", "/v1/models")) {
            assertThat(gateway.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(gateway.get("/metrics").body()).contains("ai_proxy_heap_pressure 1");
        assertThat(inFlight.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(ballast).isNotEmpty();
        OPENAI.recover();
        await(200);
        assertThat(gateway.get("/metrics").body()).contains("ai_proxy_heap_pressure 0");
    }

    @Test
    @DisplayName("F37 long bodies hold no more than their share together, short ones get in beside them")
    void f37_bytesInFlight() throws Exception {
        OPENAI.always(OPENAI.text("late").after(Duration.ofSeconds(2)));
        String padded = CHAT + " ".repeat(200_000);
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> served(padded));
        OPENAI.awaitCalls(1, Duration.ofSeconds(30));
        assertThat(gateway.get("/metrics").body()).contains("ai_proxy_bytes_in_flight 2");
        assertThat(error(gateway.chat(padded))).isEqualTo("503 overloaded_error overloaded");
        OPENAI.recover();
        assertThat(served(CHAT).statusCode()).isEqualTo(200);
        assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(served(padded).statusCode()).as("there is room again").isEqualTo(200);
        assertThat(gateway.get("/metrics").body()).contains("ai_proxy_bytes_in_flight 0");
    }

    @Test
    @DisplayName("F38 a text of JSON within the request nests 100,000 deep")
    void f38_argumentsOfATool() {
        String call = "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":"
                + "{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}\"}}]},"
                + "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"x\"}";
        HttpResponse<String> answer = served("{\"model\":\"claude-sonnet-4\",\"messages\":["
                + "{\"role\":\"user\",\"content\":\"x\"}," + call + "]}");
        assertThat(error(answer)).isEqualTo("400 invalid_request_error invalid_value");
    }

    @Test
    @DisplayName("F38 a native call nests 100,000 deep")
    void f38_nativeCall() {
        HttpResponse<String> answer = gateway.post(
                "/providers/openai/v1/chat/completions", CHAT.replace("}]", "}],\"x\":" + DEEP + ",\"y\":[]"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("json_too_deep");
    }

    @ParameterizedTest
    @DisplayName("F38 a provider's answer nests deeper than any")
    @ValueSource(ints = {201, 100_000})
    void f38_answer(int depth) {
        String deep = "[".repeat(depth) + "]".repeat(depth);
        OPENAI.always(Reply.json(200, "{\"choices\":" + deep + ",\"usage\":" + deep + "}"));
        HttpResponse<String> answer = served(CHAT);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        ANTHROPIC.always(Reply.json(200, "{\"type\":\"message\",\"content\":" + deep + "}"));
        HttpResponse<String> translated = served(FaultRoad.body("claude-sonnet-4", false));
        assertThat(translated.statusCode()).as(translated.body()).isEqualTo(502);
    }

    @Test
    @DisplayName("F38 an event of a provider's stream nests 100,000 deep: the stream ends with an error")
    void f38_event() {
        OPENAI.always(Reply.events(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n",
                "data: {\"choices\":" + DEEP + "}\n\n",
                "data: [DONE]\n\n"));
        HttpResponse<String> answer = served(STREAM);
        assertThat(answer.body()).contains("\"error\"").doesNotContain("[[[[");
        OPENAI.recover();
        assertThat(served(CHAT).statusCode()).isEqualTo(200);
    }

    /** The other tests of this class have no use for a gateway that refuses, which it may at one percent. */
    private static HttpResponse<String> served(String body) {
        HttpResponse<String> answer = gateway.chat(body);
        for (int i = 0; i < 20 && answer.statusCode() == 503 && answer.body().contains("\"overloaded\""); i++) {
            CLOCK.forward(Duration.ofMinutes(1));
            answer = gateway.chat(body);
        }
        return answer;
    }

    private static HttpResponse<String> await(int status) {
        Instant deadline = Instant.now().plusSeconds(30);
        HttpResponse<String> answer;
        do {
            if (status == 200) {
                CLOCK.forward(Duration.ofSeconds(6));
            }
            answer = gateway.chat(CHAT);
            assertThat(Instant.now()).isBefore(deadline);
        } while (answer.statusCode() != status);
        return answer;
    }

    /** Two in a hundred of the heap. */
    private static List<byte[]> ballast() {
        List<byte[]> ballast = new ArrayList<>();
        for (long left = Runtime.getRuntime().maxMemory() / 50; left > 0; left -= 1 << 20) {
            ballast.add(new byte[1 << 20]);
        }
        return ballast;
    }
}
