package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** More requests than there are threads, on a JVM that has them counted: the last part of row F40 of the table of faults. */
@Timeout(120)
class FaultsOfThreadsTest {
    private static final int THREADS = 4;
    private static final String MAPPING = """
            model_mappings:
              stuck: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            providers:
              openai: {type: openai, max_concurrent: 100}
            """;

    @Test
    @DisplayName(
            "F40 every thread is stuck at a provider, and requests wait behind them: whoever asks how it is gets an answer")
    void f40_everyThreadIsStuck() throws Exception {
        try (FakeOpenAi provider = FakeOpenAi.start();
                RunningGateway gateway = RunningGateway.start(
                        MAPPING,
                        Map.of(
                                "OPENAI_BASE_URL", provider.baseUrl(),
                                "OPENAI_API_KEY", provider.key(),
                                "WORKER_THREADS", Integer.toString(THREADS)))) {
            provider.always(Reply.silence());
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            List<CompletableFuture<HttpResponse<String>>> stuck = Stream.generate(
                            () -> client.sendAsync(chat(gateway), HttpResponse.BodyHandlers.ofString()))
                    .limit(2L * THREADS)
                    .toList();
            provider.awaitCalls(THREADS, Duration.ofSeconds(30));
            for (String path : List.of("/health", "/ready", "/metrics")) {
                assertThat(gateway.get(path).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(stuck).noneMatch(CompletableFuture::isDone);
            stuck.forEach(request -> request.cancel(true));
        }
    }

    private static HttpRequest chat(RunningGateway gateway) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(FaultRoad.body("stuck", false)))
                .build();
    }
}
