package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Speaks to the admin API of a running gateway with one key. */
public final class AdminClient {
    /** A bootstrap key that a gateway starts with. */
    public static final String KEY = "admin-canary-0123456789-abcdefghijklmnop";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningGateway gateway;
    private final String baseUrl;
    private final @Nullable String key;

    private AdminClient(RunningGateway gateway, String baseUrl, @Nullable String key) {
        this.gateway = gateway;
        this.baseUrl = baseUrl;
        this.key = key;
    }

    /** With the bootstrap key, at whichever port the admin API has. */
    public static AdminClient of(RunningGateway gateway) {
        int port = gateway.gateway().adminPort();
        return new AdminClient(gateway, port < 0 ? gateway.baseUrl() : "http://127.0.0.1:" + port, KEY);
    }

    /** The same with another key; null: with none. */
    public AdminClient as(@Nullable String other) {
        return new AdminClient(gateway, baseUrl, other);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public HttpResponse<String> patch(String path, String body, String... headers) {
        return send("PATCH", path, body, headers);
    }

    public HttpResponse<String> delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    /** @param body null: none; else JSON */
    public HttpResponse<String> send(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        return gateway.send(request.build());
    }

    /** Makes a key, and gives what was answered. */
    public JsonNode create(String fields) {
        HttpResponse<String> answer = post("/admin/v1/keys", fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer);
    }

    public static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    /** That it is refused, in OpenAI's envelope. */
    public static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = json(answer).path("error");
        assertThat(error.path("code").asText()).as(answer.body()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.has("type") && error.has("param")).isTrue();
    }
}
