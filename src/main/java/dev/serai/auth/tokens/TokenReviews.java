package dev.serai.auth.tokens;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.outbound.BoundedHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Kubernetes whose a service account's token is
 * (https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-review-v1/), with the pod's own token and
 * authority, both read again as they rotate. Blocks. Thread-safe.
 */
public final class TokenReviews {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration WHOLE = Duration.ofSeconds(2);
    /** The pod's own token, in the folder that Kubernetes mounts. */
    public static final String TOKEN = "token";

    private static final Logger LOG = LoggerFactory.getLogger(TokenReviews.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String API = "authentication.k8s.io/v1";
    private static final String AUTHORITY = "ca.crt";

    private final URI reviews;
    private final Path folder;
    private final String audience;
    private volatile @Nullable Trusting trusting;
    private volatile boolean away;

    /** A client, and whom it trusts. */
    private record Trusting(byte[] authority, BoundedHttp http) {}

    /**
     * @param server the API server's address
     * @param folder with {@code token}, and {@code ca.crt} unless the JVM's own authorities are to be trusted
     * @param audience for which tokens must be good
     */
    public TokenReviews(URI server, Path folder, String audience) {
        this.reviews = URI.create(server.toString().replaceFirst("/+$", "") + "/apis/" + API + "/tokenreviews");
        this.folder = folder;
        this.audience = audience;
    }

    /**
     * Whose a token is, {@code system:serviceaccount:namespace:name}.
     *
     * @return empty if it is nobody's, or not for our audience
     * @throws TokenUnavailableException if Kubernetes does not answer, or not to us
     */
    public Optional<String> review(String token) throws TokenUnavailableException {
        try {
            BoundedHttp.Answer answer = client().ask(HttpRequest.newBuilder(reviews)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .header("Authorization", "Bearer " + ownToken())
                    .POST(HttpRequest.BodyPublishers.ofByteArray(question(token)))
                    .build());
            if (answer.status() != 200 && answer.status() != 201) {
                throw new IOException("it answers " + answer.status()
                        + (answer.status() == 401 || answer.status() == 403
                                ? "; the gateway's own account needs the cluster role system:auth-delegator"
                                : ""));
            }
            Optional<String> user = user(JSON.readTree(answer.body()));
            if (away) {
                LOG.info("Kubernetes reviews tokens again");
            }
            away = false;
            return user;
        } catch (IOException | GeneralSecurityException e) {
            if (!away) {
                LOG.warn("Kubernetes can't be asked for token reviews: {}", e.toString());
            }
            away = true;
            throw new TokenUnavailableException("Kubernetes can't be asked", e);
        }
    }

    private byte[] question(String token) throws JsonProcessingException {
        ObjectNode review = JSON.createObjectNode().put("apiVersion", API).put("kind", "TokenReview");
        review.putObject("spec").put("token", token).putArray("audiences").add(audience);
        return JSON.writeValueAsBytes(review);
    }

    /** An answer that names no audiences comes from a server that has not looked at ours. */
    private Optional<String> user(@Nullable JsonNode review) throws IOException {
        if (review == null || !review.path("status").isObject()) {
            throw new IOException("its answer is no TokenReview");
        }
        JsonNode status = review.path("status");
        boolean ours = false;
        for (JsonNode each : status.path("audiences")) {
            ours |= each.isTextual() && each.textValue().equals(audience);
        }
        String user = status.path("user").path("username").asText("");
        boolean authenticated = status.path("authenticated").isBoolean()
                && status.path("authenticated").booleanValue();
        return authenticated && ours && !user.isEmpty() ? Optional.of(user) : Optional.empty();
    }

    private String ownToken() throws IOException {
        String token = Files.readString(folder.resolve(TOKEN)).strip();
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IOException(folder.resolve(TOKEN) + " holds no token");
        }
        return token;
    }

    private BoundedHttp client() throws IOException, GeneralSecurityException {
        Path file = folder.resolve(AUTHORITY);
        byte[] authority = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        Trusting now = trusting;
        if (now == null || !Arrays.equals(now.authority(), authority)) {
            now = new Trusting(
                    authority, new BoundedHttp(CONNECT, WHOLE, authority.length == 0 ? null : trusting(authority)));
            trusting = now;
        }
        return now.http();
    }

    private static SSLContext trusting(byte[] authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(authority))) {
            trusted.setCertificateEntry("authority-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
