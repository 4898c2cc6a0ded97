package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeOpenAi;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F37, F38: a process of 256 MiB of heap under bodies that would fill it many times, and one that nobody protects. */
@Timeout(180)
class MemoryIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int LONG_BODY = 8 * 1024 * 1024;

    @TempDir
    Path folder;

    @Test
    @DisplayName(
            "F37 60 bodies of 8 MiB at once: some are served, some refused, the process lives, and serves them later")
    void f37_bigBodies() throws Exception {
        try (FakeOpenAi openai = FakeOpenAi.start();
                GatewayProcess gateway = start("-Xmx256m", variables(openai)).listening()) {
            openai.always(openai.text("late").after(Duration.ofSeconds(1)));
            List<CompletableFuture<HttpResponse<String>>> calls = sendAll(gateway, 60);
            int served = 0;
            for (CompletableFuture<HttpResponse<String>> call : calls) {
                // Whoever is refused while it still sends may see no more than the end of its connection.
                HttpResponse<String> answer = call.exceptionally(cut -> null).get(90, TimeUnit.SECONDS);
                if (answer != null && answer.statusCode() != 200) {
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                    assertThat(answer.body()).contains("\"overloaded\"");
                } else if (answer != null) {
                    served++;
                }
                assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
            }
            assertThat(served).isBetween(1, 59);
            assertThat(gateway.output()).doesNotContain("java.lang.OutOfMemoryError");
            openai.recover();
            HttpResponse<String> answer = gateway.chat("gpt-4o");
            for (int i = 0; i < 100 && answer.statusCode() == 503; i++) {
                Thread.sleep(100);
                answer = gateway.chat("gpt-4o");
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("F38 out of memory the process ends with 3, and leaves no dump")
    void f38_outOfMemory() throws Exception {
        try (FakeOpenAi openai = FakeOpenAi.start()) {
            Map<String, String> variables = variables(openai);
            variables.put("MAX_HEAP_PERCENT", "100");
            variables.put("MAX_BYTES_IN_FLIGHT", "8GiB");
            openai.always(openai.text("late").after(Duration.ofSeconds(30)));
            try (GatewayProcess gateway = start("-Xmx80m", variables).listening()) {
                sendAll(gateway, 20);
                assertThat(gateway.exitCode()).as(gateway::output).isEqualTo(3);
            }
            assertThat(folder.toFile().list((directory, name) -> name.endsWith(".hprof") || name.startsWith("core")))
                    .isEmpty();
        }
    }

    private static Map<String, String> variables(FakeOpenAi openai) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("JAVA_TOOL_OPTIONS", "-XX:+HeapDumpOnOutOfMemoryError -XX:HeapDumpPath=" + "dump.hprof");
        return variables;
    }

    private GatewayProcess start(String heap, Map<String, String> variables) {
        variables.put("JAVA_OPTS", "-Xshare:auto -XX:+UseSerialGC " + heap);
        return GatewayProcess.start(GatewayProcess.launcher(), folder, variables);
    }

    private static List<CompletableFuture<HttpResponse<String>>> sendAll(GatewayProcess gateway, int count) {
        String body = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "a".repeat(LONG_BODY)
                + "\"}]}";
        List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(HTTP.sendAsync(
                    HttpRequest.newBuilder(gateway.address("/v1/chat/completions"))
                            .version(HttpClient.Version.HTTP_1_1)
                            .header("content-type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString()));
        }
        return calls;
    }
}
