package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Settings;
import dev.serai.fakes.DarkHost;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.store.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** F26, F28: a PostgreSQL that takes connections, and never says a word. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentDatabaseRoadTest {
    private static final String KEY = "static-key-canary-0123456789";
    /** What whoever ends it by force waits for, beside DRAIN_SECONDS. */
    private static final Duration SHUTDOWN = Duration.ofSeconds(35);

    @TempDir
    Path folder;

    private Map<String, String> variables(DarkHost database, FakeOpenAi openai) {
        Map<String, String> variables = new HashMap<>(openai.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + database.port() + "/serai?user=serai");
        variables.put("KEY_PEPPER", "pepper-canary-0123456789-abcdefghijkl");
        variables.put("API_KEY_CI", KEY);
        variables.put("ADMIN_API_KEY", AdminClient.KEY);
        variables.put("AUDIT_ENABLED", "true");
        variables.put("DRAIN_SECONDS", "0");
        variables.put("serai.sinks", "file");
        variables.put("serai.sinks.file.folder", folder.resolve("events").toString());
        variables.put("serai.sinks.journal", folder.resolve("sinks").toString());
        return variables;
    }

    @Test
    @DisplayName("it keeps no gateway from starting, from serving with keys of the environment, and from ending")
    void keepsNobody() {
        try (DarkHost database = DarkHost.mute();
                FakeOpenAi openai = FakeOpenAi.start()) {
            RunningGateway gateway = RunningGateway.start(variables(database, openai));
            long began;
            try (gateway) {
                assertThat(gateway.get("/health").statusCode()).isEqualTo(200);
                assertThat(chat(gateway, KEY).statusCode()).isEqualTo(200);
                HttpResponse<String> stored = chat(gateway, "sk-serai-" + "a".repeat(40));
                assertThat(stored.statusCode()).as(stored.body()).isIn(401, 503);
                HttpResponse<String> keys = AdminClient.of(gateway).get("/admin/v1/keys");
                assertThat(keys.statusCode()).as(keys.body()).isEqualTo(503);
                until(gateway, "\"ledger\":{\"status\":\"behind\"");
                until(gateway, "\"audit\":{\"status\":\"behind\"");
                began = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SHUTDOWN);
        }
    }

    @Test
    void aCommandSaysSo() {
        try (DarkHost database = DarkHost.mute();
                FakeOpenAi openai = FakeOpenAi.start()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
            KeysCommand keys =
                    new KeysCommand(Settings.only(variables(database, openai)), Clock.systemUTC(), lines, lines);
            assertThatThrownBy(() -> keys.run(List.of("list")))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("can't be brought up to date");
        }
    }

    private static void until(RunningGateway gateway, String part) {
        while (!gateway.get("/ready").body().contains(part)) {
            Thread.onSpinWait();
        }
    }

    private static HttpResponse<String> chat(RunningGateway gateway, String key) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(
                        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                .build());
    }
}
