package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Requests that wait for a slow provider, all at once, keep nobody else waiting. */
class SlowProviderLoadTest {
    private static final String MAPPING = """
            model_mappings:
              slow: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            providers:
              openai: {type: openai, max_concurrent: 2000}
            """;
    private static final String ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
            "message":{"role":"assistant","content":"at last"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
    private static final int LONGEST_WAIT_SECONDS = 120;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<HttpServerRequest> waiting = new ConcurrentLinkedQueue<>();
    private CountDownLatch allWait;
    private RunningGateway gateway;

    @BeforeEach
    void start() throws Exception {
        HttpServer provider = vertx.createHttpServer(
                        new HttpServerOptions().setAcceptBacklog(4096).setHost("127.0.0.1"))
                .requestHandler(request -> {
                    waiting.add(request);
                    allWait.countDown();
                })
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        String address = "http://127.0.0.1:" + provider.actualPort() + "/v1";
        gateway = RunningGateway.start(MAPPING, Map.of("OPENAI_API_KEY", "slow", "OPENAI_BASE_URL", address));
    }

    @AfterEach
    void stop() {
        gateway.close();
        vertx.close();
    }

    @Test
    void twoHundredWaitAtOnce() throws Exception {
        waitAtOnce(200);
    }

    @Test
    @Tag("load")
    @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "each waiting request holds a thread before Java 21")
    void twoThousandWaitAtOnce() throws Exception {
        waitAtOnce(2000);
    }

    /** The provider answers none of them until all have arrived, and until everybody else has been served. */
    private void waitAtOnce(int requests) throws Exception {
        allWait = new CountDownLatch(requests);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(() -> client.sendAsync(chat(), text()))
                .limit(requests)
                .toList();

        assertThat(allWait.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS))
                .as("%d of %d reached the provider", waiting.size(), requests)
                .isTrue();
        assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
        assertThat(gateway.chat("{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(answers).noneMatch(CompletableFuture::isDone);

        waiting.forEach(request ->
                request.response().putHeader("Content-Type", "application/json").end(ANSWER));
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS).body())
                    .contains("at last");
        }
    }

    private HttpRequest chat() {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"slow\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .build();
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }
}
