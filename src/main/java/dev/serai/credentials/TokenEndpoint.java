package dev.serai.credentials;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.outbound.BoundedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks the endpoints that give tokens for credentials, and instance metadata, over plain HTTP of their own: five seconds for a whole
 * answer at most, no redirects, nothing of an answer in an exception but the endpoint's error code. Thread-safe.
 */
public final class TokenEndpoint {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Duration CONNECT = Duration.ofSeconds(2);

    private final BoundedHttp client;
    private final Clock clock;

    public TokenEndpoint(Clock clock) {
        this(clock, null);
    }

    /** @param tls what is trusted instead of the JVM's authorities, or null */
    public TokenEndpoint(Clock clock, @Nullable SSLContext tls) {
        this.client = new BoundedHttp(CONNECT, TIMEOUT, tls);
        this.clock = clock;
    }

    /** POSTs a form (RFC 6749) and gives the JSON answer. */
    public JsonNode post(URI endpoint, Map<String, String> form) throws IOException {
        String body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** GETs with these headers and gives the JSON answer. */
    public JsonNode get(URI endpoint, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).GET();
        headers.forEach(request::header);
        return send(request);
    }

    /** GETs with these headers and gives the answer as it is. */
    public String getText(URI endpoint, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint).GET();
        headers.forEach(request::header);
        return new String(answer(request), StandardCharsets.UTF_8);
    }

    /** POSTs JSON with these headers and gives the JSON answer. */
    public JsonNode postJson(URI endpoint, JsonNode body, Map<String, String> headers) throws IOException {
        return send(json(endpoint, body, headers));
    }

    /** The same where the answer is text. */
    public String postJsonForText(URI endpoint, JsonNode body, Map<String, String> headers) throws IOException {
        return new String(answer(json(endpoint, body, headers)), StandardCharsets.UTF_8);
    }

    /**
     * The token of an RFC 6749 answer: {@code access_token} and {@code expires_in}; Azure's App Service says {@code
     * expires_on} instead, in Unix seconds.
     */
    public AccessToken bearer(JsonNode answer) {
        String value = answer.path("access_token").asText("");
        if (value.isEmpty()) {
            throw new CredentialsException("The token endpoint's answer holds no access_token");
        }
        Instant now = clock.instant();
        long seconds =
                answer.path("expires_in").asLong(answer.path("expires_on").asLong(0) - now.getEpochSecond());
        return new AccessToken(value, now, now.plusSeconds(seconds > 0 ? seconds : TIMEOUT.toSeconds()));
    }

    private static HttpRequest.Builder json(URI endpoint, JsonNode body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        headers.forEach(request::header);
        return request;
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        return json(answer(request));
    }

    private byte[] answer(HttpRequest.Builder request) throws IOException {
        BoundedHttp.Answer answer =
                client.ask(request.header("Accept", "application/json").build());
        int status = answer.status();
        if (status / 100 == 5 || status == 429) {
            throw new IOException("The token endpoint answered " + status);
        }
        if (status != 200 && status != 201) {
            throw new CredentialsException("The token endpoint refused: " + status + errorCode(json(answer.body())));
        }
        return answer.body();
    }

    /** OAuth's {@code error}, IBM's, Google's or OCI's, a code without secrets; descriptions may quote what was sent. */
    private static String errorCode(JsonNode body) {
        JsonNode error = body.path("error");
        String code = error.path("status")
                .asText(error.asText(
                        body.path("errorCode").asText(body.path("code").asText(""))));
        return code.matches("[A-Za-z0-9_.-]{1,64}") ? " " + code : "";
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode tree = JSON.readTree(body);
            return tree == null ? JSON.missingNode() : tree;
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory can be read", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
