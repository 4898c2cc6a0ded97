package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.auth.ApiKeyText;
import dev.serai.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who comes in by something else does nothing with a session, and who is shut out begins none (rows T19 and P9). */
class SessionOfAnotherRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final String CAROL = "Basic "
            + Base64.getEncoder().encodeToString("carol:correct-horse-battery".getBytes(StandardCharsets.UTF_8));

    @TempDir
    static Path folder;

    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static Path denied;
    private static RunningGateway gateway;

    private record Holder(String key, List<String> backupCodes) {}

    @BeforeAll
    static void start() throws IOException {
        denied = Files.createFile(folder.resolve("denied"));
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("AUTH_MODE", "basic,api_key");
        VARIABLES.put("BASIC_AUTH_CREDENTIALS", "carol:correct-horse-battery");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("KEY_DENY_FILE", denied.toString());
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        gateway = RunningGateway.start(VARIABLES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @DisplayName("T19 a session beside somebody else's password is neither renewed nor ended")
    void t19_besideAPassword() throws Exception {
        Holder alice = holder("alice");
        HttpResponse<String> opened = login(alice, 0);
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
        String session = json(opened).path("session_token").asText();

        HttpResponse<String> renewed = post("/auth/refresh", "", "Authorization", CAROL, "X-Session-Token", session);
        assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(401);
        HttpResponse<String> ended = post("/auth/logout", "", "Authorization", CAROL, "X-Session-Token", session);
        assertThat(ended.statusCode()).as(ended.body()).isEqualTo(404);

        HttpResponse<String> own = post("/auth/refresh", "", "X-Session-Token", session);
        assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
        String next = json(own).path("session_token").asText();
        assertThat(post("/auth/logout", "", "X-Session-Token", next).statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("P9 a key of the deny file begins no session, and keeps its codes")
    void p9_aDeniedKey() throws Exception {
        Holder bob = holder("bob");
        String beside = command("keys", "create", "--name", "beside").get(0);
        awaitModels(beside, 200);
        Files.writeString(
                denied,
                ApiKeyText.of(bob.key()).id() + "\n" + ApiKeyText.of(beside).id() + "\n");
        awaitModels(beside, 401);
        HttpResponse<String> refused = login(bob, 0);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(401);
        assertThat(refused.body()).contains("shut this caller out");
        Files.writeString(denied, "");
        awaitModels(beside, 200);
        HttpResponse<String> again = login(bob, 0);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
    }

    /** The deny file is looked at beside the requests, all of it at once: a key that has no codes to spend tells when. */
    private static void awaitModels(String key, int status) throws InterruptedException {
        HttpRequest models = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                .header("Authorization", "Bearer " + key)
                .build();
        long end = System.nanoTime() + LONGEST_NANOS;
        while (gateway.send(models).statusCode() != status) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(100);
        }
    }

    private static Holder holder(String name) {
        String key = command("keys", "create", "--name", name).get(0);
        return new Holder(key, command("totp", "enrol", ApiKeyText.of(key).id()).subList(1, 11));
    }

    private static List<String> command(String name, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream rest = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Settings settings = Settings.only(VARIABLES);
        int code = name.equals("totp")
                ? new TotpCommand(settings, Clock.systemUTC(), lines, rest).run(List.of(words))
                : new KeysCommand(settings, Clock.systemUTC(), lines, rest).run(List.of(words));
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static HttpResponse<String> login(Holder holder, int code) {
        return post(
                "/auth/login",
                "{\"api_key\":\"" + holder.key() + "\",\"totp_code\":\""
                        + holder.backupCodes().get(code) + "\"}");
    }

    private static HttpResponse<String> post(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return gateway.send(request.build());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body());
    }
}
