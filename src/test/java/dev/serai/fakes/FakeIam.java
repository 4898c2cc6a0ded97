package dev.serai.fakes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * IBM Cloud's IAM on a loopback port, as far as watsonx.ai needs it: it exchanges one API key for bearer tokens
 * (https://cloud.ibm.com/apidocs/iam-identity-token-api#gettoken-apikey), and speaks the account service's dialect for hosts on
 * AWS too. Thread-safe; lives until closed.
 */
public final class FakeIam implements AutoCloseable {
    private static final String GRANT = "urn:ibm:params:oauth:grant-type:apikey";

    private final HttpServer server;
    private final String key = Canary.of("", 44);
    private final Set<String> good = ConcurrentHashMap.newKeySet();
    private final List<String> issued = new ArrayList<>();
    private volatile boolean down;

    private FakeIam(HttpServer server) {
        this.server = server;
    }

    public static FakeIam start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeIam fake = new FakeIam(server);
            server.createContext("/identity/token", fake::identityToken);
            server.createContext("/api/2.0/apikeys/token", fake::accountToken);
            server.start();
            return fake;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code IBM_IAM_URL} has to be. */
    public URI origin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What {@code IBM_API_KEY} has to be. */
    public String key() {
        return key;
    }

    /** Answers 503 from now on, or works again. */
    public void down(boolean isDown) {
        down = isDown;
    }

    /** Every token so far, oldest first. */
    public List<String> issued() {
        synchronized (issued) {
            return List.copyOf(issued);
        }
    }

    /** Takes every token back. */
    public void revoke() {
        good.clear();
    }

    boolean isGood(String token) {
        return good.contains(token);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void identityToken(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange.getRequestBody().readAllBytes());
        boolean asked = "application/x-www-form-urlencoded"
                        .equals(exchange.getRequestHeaders().getFirst("Content-Type"))
                && form.equals(Map.of("grant_type", GRANT, "apikey", key));
        answer(
                exchange,
                asked,
                "{\"access_token\":\"%s\",\"refresh_token\":\"not_supported\",\"token_type\":\"Bearer\",\"expires_in\":3600,"
                        + "\"expiration\":4102444800,\"scope\":\"ibm openid\"}");
    }

    private void accountToken(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        answer(
                exchange,
                body.equals("{\"apikey\":\"" + key + "\"}"),
                "{\"token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":7200,\"expiration\":4102444800}");
    }

    private void answer(HttpExchange exchange, boolean asked, String token) throws IOException {
        if (down) {
            send(exchange, 503, "{\"errorCode\":\"BXNIM0500E\",\"errorMessage\":\"Try again later\"}");
        } else if (asked) {
            send(exchange, 200, token.formatted(issue()));
        } else {
            send(
                    exchange,
                    400,
                    "{\"errorCode\":\"BXNIM0415E\",\"errorMessage\":\"Provided API key could not be found.\"}");
        }
    }

    private String issue() {
        String token = Canary.of("eyJraWQiOiJmYWtlIn0.", 120);
        good.add(token);
        synchronized (issued) {
            issued.add(token);
        }
        return token;
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> form(byte[] form) {
        return Arrays.stream(new String(form, StandardCharsets.UTF_8).split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(
                        parameter -> parameter[0],
                        parameter -> URLDecoder.decode(parameter[1], StandardCharsets.UTF_8)));
    }
}
