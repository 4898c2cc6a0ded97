package dev.serai.fakes;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider on a loopback port, as far as a gateway sees one: it signs tokens with keys of its own, and serves the public
 * ones as a JWKS (RFC 7517), as Keycloak does at {@code /protocol/openid-connect/certs}. Thread-safe; lives until closed.
 */
public final class FakeIssuer implements AutoCloseable {
    /** What its tokens say of it. */
    public static final String ISSUER = "https://idp.example/realms/serai";

    /** For whom its tokens are. */
    public static final String AUDIENCE = "serai";

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Map<String, KeyPair> keys = new LinkedHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean down;
    private volatile @Nullable CountDownLatch gate;

    private FakeIssuer(HttpServer server) {
        this.server = server;
    }

    /** With the RSA key {@code rsa-1} and the EC key {@code ec-1}. */
    public static FakeIssuer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            FakeIssuer issuer = new FakeIssuer(server);
            issuer.add("rsa-1", SignedToken.rsa(2048));
            issuer.add("ec-1", SignedToken.ec());
            server.createContext("/certs", issuer::certificates);
            server.start();
            return issuer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String jwksUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/certs";
    }

    /** The gateway's variables. */
    public Map<String, String> environment() {
        return Map.of("JWT_ISSUER", ISSUER, "JWT_AUDIENCE", AUDIENCE, "JWT_JWKS_URL", jwksUrl());
    }

    /** Publishes another key. */
    public synchronized void add(String id, KeyPair key) {
        keys.put(id, key);
    }

    /** Publishes a key no more. */
    public synchronized void remove(String id) {
        keys.remove(id);
    }

    public synchronized KeyPair key(String id) {
        return keys.get(id);
    }

    /** Answers 503 from now on, or works again. */
    public void down(boolean isDown) {
        down = isDown;
    }

    /** From now on its answers wait until this is open; null: for nothing. */
    public void holdBack(@Nullable CountDownLatch opening) {
        gate = opening;
    }

    /** How often its keys were asked for. */
    public int asked() {
        return asked.get();
    }

    /** A good token of somebody's, to be signed as it is or after changes. */
    public SignedToken token(String subject) {
        long now = System.currentTimeMillis() / 1000;
        return new SignedToken()
                .header("typ", "JWT")
                .claim("iss", ISSUER)
                .claim("aud", AUDIENCE)
                .claim("sub", subject)
                .claim("iat", now)
                .claim("exp", now + 300);
    }

    /** Signed with {@code rsa-1}. */
    public String signed(String subject) {
        return token(subject).header("kid", "rsa-1").sign("RS256", key("rsa-1"));
    }

    private void certificates(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        CountDownLatch closed = gate;
        if (closed != null) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] body = (down ? "{\"error\":\"unavailable\"}" : jwks()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(down ? 503 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized String jwks() {
        ObjectNode set = JSON.createObjectNode();
        ArrayNode all = set.putArray("keys");
        keys.forEach((id, key) -> all.add(SignedToken.jwk(id, key.getPublic())));
        return set.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
