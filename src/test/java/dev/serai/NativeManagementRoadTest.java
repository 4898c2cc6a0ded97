package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.auth.ApiKeyText;
import dev.serai.fakes.AnyServer;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The permission {@code native:all}: files, batches, tuning and stored answers of the gateway's accounts, as the contract has it. */
class NativeManagementRoadTest {
    private static final String BATCH = "{\"input_file_id\":\"file-1\",\"endpoint\":\"/v1/responses\"}";

    @TempDir
    static Path folder;

    private static final AnyServer PROVIDER = AnyServer.start();
    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static RunningGateway gateway;
    private static String plain;
    private static String permitted;
    private static String narrow;

    @BeforeAll
    static void start() {
        VARIABLES.put("AUTH_ENABLED", "true");
        VARIABLES.put("HOST", "127.0.0.1");
        VARIABLES.put("DATABASE_URL", "jdbc:sqlite:" + folder.resolve("serai.db"));
        plain = key("--name", "plain");
        permitted = key("--name", "permitted", "--permissions", "native:all");
        narrow = key("--name", "narrow", "--permissions", "native:all", "--models", "gpt-4o-mini");
        gateway = RunningGateway.start("""
                model_mappings:
                  mini: {default_provider: vendor, providers: {vendor: {model: gpt-4o-mini}}}
                providers:
                  vendor: {type: openai, base_url: "%1$s/v1", api_key: own-key}
                  claude: {type: anthropic, base_url: "%1$s", api_key: own-key}
                  google: {type: vertex, base_url: "%1$s", project_id: ours, location: us-central1, api_key: own-token}
                """.formatted(PROVIDER.origin()), VARIABLES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        PROVIDER.close();
    }

    @AfterEach
    void forget() {
        PROVIDER.forget();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /providers/vendor/v1/files?limit=2&purpose=batch,                  /v1/files?limit=2&purpose=batch",
        "GET,    /providers/vendor/v1/files/file-1/content,                         /v1/files/file-1/content",
        "DELETE, /providers/vendor/v1/files/file-1,                                 /v1/files/file-1",
        "GET,    /providers/vendor/v1/responses/resp_1?include%5B%5D=a&include%5B%5D=b, /v1/responses/resp_1?include%5B%5D=a&include%5B%5D=b",
        "POST,   /providers/vendor/v1/batches/batch_1/cancel,                       /v1/batches/batch_1/cancel",
        "GET,    /providers/claude/v1/messages/batches?limit=5,                     /v1/messages/batches?limit=5",
        "GET,    /providers/google/v1/projects/ours/locations/us-central1/batchPredictionJobs, /v1/projects/ours/locations/us-central1/batchPredictionJobs"
    })
    void managementIsForKeysThatHaveThePermission(String method, String path, String target) {
        assertRefused(call(plain, method, path, ""), "operation_not_allowed");
        PROVIDER.enqueue(Reply.json(200, "{\"object\":\"list\"}"));
        HttpResponse<String> answer = call(permitted, method, path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"object\":\"list\"}");
        ReceivedCall received = PROVIDER.last();
        assertThat(received.method() + " " + received.target()).isEqualTo(method + " " + target);
        assertThat(received.header("authorization") + received.header("x-api-key") + received.header("x-goog-api-key"))
                .contains("own-")
                .doesNotContain(ApiKeyText.PREFIX);
    }

    @Test
    void aFileGoesUpAsItIs() {
        String form = "--b\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n\r\n{\"é\":1}\r\n--b--\r\n";
        HttpResponse<String> answer =
                send(permitted, "POST", "/providers/vendor/v1/files", form, "multipart/form-data; boundary=b");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(new String(PROVIDER.last().body(), StandardCharsets.UTF_8)).isEqualTo(form);
        assertThat(PROVIDER.last().header("content-type")).isEqualTo("multipart/form-data; boundary=b");
        assertThat(send(permitted, "POST", "/providers/vendor/v1/batches", form, "multipart/form-data; boundary=b")
                        .statusCode())
                .as("what may name a model is JSON, so that it can be read")
                .isEqualTo(415);
    }

    @Test
    void aModelThatIsNamedIsHeldToTheKeysList() {
        String tuned = "{\"model\":\"gpt-4o\",\"training_file\":\"file-1\"}";
        assertRefused(call(narrow, "POST", "/providers/vendor/v1/fine_tuning/jobs", tuned), "model_not_allowed");
        // Nobody can tell which models a batch calls.
        assertRefused(call(narrow, "POST", "/providers/vendor/v1/batches", BATCH), "model_not_allowed");
        for (String method : List.of("GET", "DELETE")) {
            assertThat(call(narrow, method, "/providers/vendor/v1/files/file-1", "")
                            .statusCode())
                    .isEqualTo(200);
        }
        for (String body : List.of(tuned, BATCH)) {
            HttpResponse<String> answer = call(permitted, "POST", "/providers/vendor/v1/batches", body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/providers/google/v1/projects/theirs/locations/us-central1/batchPredictionJobs, operation_not_allowed, 403",
        "/providers/google/v1/projects/ours/locations/elsewhere/batchPredictionJobs,     operation_not_allowed, 403",
        "/providers/google/v1/operations/1,                                              operation_not_allowed, 403",
        "/providers/vendor/v1/files?api_key=x,                                           key_in_query,          400",
        "/providers/vendor/v1/files?%6Cimit=2,                                           unknown_parameter,     400",
        "/providers/vendor/v1/files?limit=1&limit=2,                                     invalid_value,         400",
        "/providers/vendor/v1/../files,                                                  invalid_path,          400"
    })
    void thePermissionOpensNoOtherAccountAndNoOtherSpelling(String path, String code, int status) {
        HttpResponse<String> answer = call(permitted, "GET", path, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(PROVIDER.received()).isEmpty();
    }

    private static void assertRefused(HttpResponse<String> answer, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        assertThat(PROVIDER.received()).isEmpty();
    }

    private static HttpResponse<String> call(String key, String method, String path, String body) {
        return send(key, method, path, body, body.isEmpty() ? null : "application/json");
    }

    private static HttpResponse<String> send(String key, String method, String path, String body, String contentType) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("Authorization", "Bearer " + key)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return gateway.send(request.build());
    }

    private static String key(String... options) {
        List<String> words = new ArrayList<>(List.of("create"));
        words.addAll(List.of(options));
        return new BudgetBooks(VARIABLES).keys(words.toArray(String[]::new));
    }
}
