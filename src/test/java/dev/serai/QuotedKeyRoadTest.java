package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row T4: a provider that quotes our key, which looks like nothing that is known for a key, where nobody but the gateway listens: in
 * the middle of a stream, and when it is looked at.
 */
@Timeout(60)
class QuotedKeyRoadTest {
    private static final String KEY = "team-secret-key";
    private static final String ERROR =
            "{\"error\":{\"message\":\"The key " + KEY + " of this team is wrong\",\"type\":\"server_error\"}}";
    private static final String TOLD = "The key … of this team is wrong";
    private static final String MAPPING = """
            model_mappings:
              breaking: {providers: {breaking: {model: m}}}
              goes-on: {rescue: continue, providers: {breaking: {model: m}}}
            providers:
              breaking: {type: openai, base_url: "%1$s", api_key: %2$s, health_probe: {enabled: false}}
              looked-at: {type: openai, base_url: "%1$s", api_key: %2$s, health_probe: {every: 1s}}
            """;

    @TempDir
    static Path folder;

    private static HttpServer provider;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", QuotedKeyRoadTest::answer);
        provider.start();
        String baseUrl = "http://127.0.0.1:" + provider.getAddress().getPort() + "/v1";
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        gateway = RunningGateway.start(MAPPING.formatted(baseUrl, KEY), variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        provider.stop(0);
    }

    @Test
    void inTheMiddleOfAStream() {
        for (String model : new String[] {"breaking", "goes-on"}) {
            HttpResponse<String> answer = gateway.chat("{\"model\":\"" + model
                    + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            assertThat(answer.body())
                    .contains("\"content\":\"One\"", "\"error\"")
                    .doesNotContain(KEY);
            assertToldWithoutTheKey("breaking");
        }
    }

    @Test
    void toALook() {
        assertToldWithoutTheKey("looked-at");
    }

    private static void assertToldWithoutTheKey(String name) {
        JsonNode message = lastError(name);
        while (message.isMissingNode()) {
            LockSupport.parkNanos(20_000_000);
            message = lastError(name);
        }
        assertThat(message.asText()).contains(TOLD);
        assertThat(gateway.get("/ready").body()).contains(TOLD).doesNotContain(KEY);
        assertThat(AdminClient.of(gateway).get("/admin/v1/providers").body())
                .contains(TOLD)
                .doesNotContain(KEY);
    }

    private static JsonNode lastError(String name) {
        return AdminClient.json(gateway.get("/ready")).at("/providers/" + name + "/last_error/message");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean chat = exchange.getRequestMethod().equals("POST");
        String body = chat
                ? "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"role\":\"assistant\",\"content\":\"One\"},\"finish_reason\":null}]}\n\n"
                : ERROR;
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("Content-Type", chat ? "text/event-stream" : "application/json");
        exchange.sendResponseHeaders(chat ? 200 : 500, 0);
        exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        if (chat) {
            // In a read of its own, behind a first event that has been sent on.
            LockSupport.parkNanos(200_000_000);
            exchange.getResponseBody().write(("data: " + ERROR + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
        exchange.close();
    }
}
