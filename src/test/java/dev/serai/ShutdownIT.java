package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a process (F34): it drains, refuses, lets finish, says a last word, and every stream is in the books. */
class ShutdownIT {
    private static final int FINISHING = 50;

    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "F34 SIGTERM: not ready, then refused with Retry-After; streams finish, or end with an error event; exit")
    void servesOnWhileItIsNotReadyThenRefusesAndStreamsEndWithAWord() throws Exception {
        try (FakeOpenAi openai = FakeOpenAi.start();
                GatewayProcess gateway = GatewayProcess.start(GatewayProcess.jar(), folder, variables(openai))
                        .listening()) {
            String[] minutes = Collections.nCopies(400, "on and ").toArray(String[]::new);
            openai.when("without end", openai.stream(minutes).paced(Duration.ofMillis(300)));
            openai.when("in time", openai.stream("e", "f").paced(Duration.ofMillis(1500)));
            CompletableFuture<HttpResponse<String>> endless =
                    CompletableFuture.supplyAsync(() -> gateway.streamed("without end"));
            ExecutorService clients = Executors.newFixedThreadPool(FINISHING);
            List<CompletableFuture<HttpResponse<String>>> finishing = Stream.generate(
                            () -> CompletableFuture.supplyAsync(() -> gateway.streamed("in time"), clients))
                    .limit(FINISHING)
                    .toList();
            openai.awaitCalls(FINISHING + 1, Duration.ofSeconds(30));
            gateway.askToEnd();
            while (gateway.get("/ready").statusCode() == 200) {
                Thread.sleep(20);
            }
            assertThat(gateway.chat("sandbox-echo").statusCode())
                    .as("who has not heard yet is served")
                    .isEqualTo(200);
            HttpResponse<String> refused = gateway.chat("sandbox-echo");
            while (refused.statusCode() == 200) {
                Thread.sleep(20);
                refused = gateway.chat("sandbox-echo");
            }
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("\"code\":\"overloaded\"");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            Set<String> answered = new HashSet<>();
            for (CompletableFuture<HttpResponse<String>> stream : finishing) {
                assertThat(stream.get().body()).endsWith("data: [DONE]\n\n");
                answered.add(id(stream.get()));
            }
            clients.shutdown();
            assertThat(endless.get().body())
                    .contains("\"code\":\"overloaded\"")
                    .contains("stopping")
                    .doesNotContain("[DONE]");
            answered.add(id(endless.get()));
            assertThat(gateway.exitCode()).isZero();
            List<Map<String, Object>> rows = new LedgerRows("jdbc:sqlite:" + folder.resolve("data/serai.db"))
                    .query("SELECT request_id, usage_source FROM ledger WHERE model = 'gpt-4o'");
            assertThat(rows)
                    .hasSize(FINISHING + 1)
                    .extracting(row -> row.get("request_id"))
                    .containsAll(answered);
            assertThat(rows).filteredOn("usage_source", "estimated").hasSize(1);
            assertThat(gateway.output()).doesNotContain("\tat ");
        }
    }

    private static String id(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-request-id").orElseThrow();
    }

    private static Map<String, String> variables(FakeOpenAi openai) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("LEDGER_ENABLED", "true");
        variables.put("DRAIN_SECONDS", "2");
        variables.put("SHUTDOWN_SECONDS", "6");
        return variables;
    }
}
