package dev.serai.budgets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.budgets.Alerts.Alert;
import dev.serai.outbound.BoundedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Tells an address of the operator's that a budget has reached a threshold. It follows no redirect, and tells no secret: a key
 * is named by its public id. Thread-safe.
 */
final class Webhook {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String HMAC = "HmacSHA256";
    private static final JsonMapper JSON = new JsonMapper();

    private final URI address;
    private final @Nullable String secret;
    private final BoundedHttp http;

    Webhook(URI address, @Nullable String secret) {
        this(address, secret, ANSWER);
    }

    /** @param longest that an answer may take, to its end */
    Webhook(URI address, @Nullable String secret, Duration longest) {
        this.address = address;
        this.secret = secret;
        this.http = new BoundedHttp(CONNECT, longest, null);
    }

    /**
     * Tells it once.
     *
     * @return the status of the answer
     * @throws IOException if there is none
     */
    int tell(Alert alert) throws IOException, InterruptedException {
        byte[] body = body(alert);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (secret != null) {
            request.header("X-Serai-Signature", "sha256=" + signature(body, secret));
        }
        try {
            return http.status(request.build());
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException().initCause(e);
            }
            throw e;
        }
    }

    /** The same id at each attempt, so that whoever is told twice can tell. */
    static byte[] body(Alert alert) {
        AccountName name = AccountName.read(alert.key().account());
        String identity = alert.key().account() + " " + alert.key().periodStart() + " " + alert.threshold();
        ObjectNode event = JSON.createObjectNode();
        event.put(
                "id",
                UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8))
                        .toString());
        event.put("event", alert.hard() ? "budget.limit_reached" : "budget.soft_limit_reached");
        event.put("scope", name.scope()).put("owner", name.owner()).put("model", name.model());
        event.put("period", name.period());
        event.put(
                "period_start",
                name.period().equals("total")
                        ? null
                        : Instant.ofEpochMilli(alert.key().periodStart()).toString());
        event.put("threshold_usd", Dollars.text(alert.threshold()));
        event.put("limit_usd", Dollars.text(alert.limit()));
        event.put("spent_usd", Dollars.text(alert.spent()));
        event.put("reached_at", Instant.ofEpochMilli(alert.reachedAt()).toString());
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts can always be written", e);
        }
    }

    private static String signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every JVM has HmacSHA256", e);
        }
    }
}
