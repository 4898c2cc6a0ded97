package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.RunningGateway;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the passing of time does to an answer over the whole road: comments, and the client's own deadline. */
class StreamTimesTest {
    private static final String MAPPING = """
            model_mappings:
              here: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              old: {status: retired, successor: here, default_provider: openai, providers: {openai: {model: gpt-4o}}}
            providers: {openai: {breaker: {window: 1, minimum_calls: 1, open_for: 1h}}}
            """;
    private static final String COMMENT = ": keep-alive\n\n";
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.put("STREAM_KEEP_ALIVE", "100ms");
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterEach
    void recover() {
        OPENAI.recover();
        OPENAI.forget();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        OPENAI.close();
    }

    @Test
    void aSilentStreamIsKeptAliveByCommentsBehindItsFirstEvent() {
        Duration silence = Duration.ofMillis(500);
        OPENAI.enqueue(OPENAI.stream("one ", "two").after(silence).paced(silence));
        HttpResponse<String> answer = ask("here", true);
        List<String> blocks = List.of(answer.body().split("\n\n"));
        assertThat(blocks.get(0))
                .as("nothing, not even a comment, before the first event")
                .startsWith("data: {");
        assertThat(answer.body()).contains(COMMENT).endsWith("data: [DONE]\n\n");
        assertThat(blocks).allMatch(block -> block.startsWith("data: ") || block.equals(": keep-alive"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Request-Timeout", "X-Stainless-Timeout"})
    void theClientsDeadlineIsNotHeldAgainstTheProvider(String header) {
        OPENAI.enqueue(Reply.silence());
        HttpResponse<String> answer = ask("here", false, header, "0.3");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("\"provider_timeout\"");
        assertThat(ask("here", false).statusCode()).as("the breaker is closed").isEqualTo(200);
        assertThat(gateway.get("/metrics").body()).doesNotContain("error_type=\"timeout\"");
    }

    @Test
    void theClientsDeadlineDoesNotCutAStreamThatHasBegun() {
        OPENAI.enqueue(OPENAI.stream("one ", "two").paced(Duration.ofMillis(700)));
        HttpResponse<String> answer = ask("here", true, "X-Request-Timeout", "2");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("two").endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "0", "-1", "NaN"})
    void aDeadlineThatIsNoneIsRefused(String timeout) {
        HttpResponse<String> answer = ask("here", false, "X-Request-Timeout", timeout);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"invalid_value\"");
        assertThat(OPENAI.received()).isEmpty();
    }

    @Test
    void aRetiredModelAnswersAndNamesItsSuccessor() {
        HttpResponse<String> answer = ask("old", false);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Model-Successor")).contains("here");
    }

    private static HttpResponse<String> ask(String model, boolean stream, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\",\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }
}
