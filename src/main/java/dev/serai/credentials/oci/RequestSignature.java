package dev.serai.credentials.oci;

import dev.serai.credentials.CredentialsException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * OCI's request signature, version 1: RSA-SHA256 over the date, the request line, the host and, where there is a body, its
 * length, type and hash. Stateless.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/Content/API/Concepts/signingrequests.htm">OCI: request signatures</a>
 * @see <a href="https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-08">draft-cavage-http-signatures-08</a>
 */
final class RequestSignature {
    static final String CONTENT_TYPE = "application/json";

    /** RFC 9110's IMF-fixdate: Java's own RFC_1123_DATE_TIME has days of one digit. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private RequestSignature() {}

    /**
     * What of a request is signed.
     *
     * @param target path and query as they go out
     * @param host as in the header {@code Host}
     * @param body the exact bytes, of {@link #CONTENT_TYPE}; empty: none is sent
     */
    record Signed(String method, String target, String host, byte[] body) {}

    /** The headers to add: {@code Date}, {@code Authorization} and, with a body, {@code x-content-sha256}. */
    static Map<String, String> headers(Signed request, OciKey key, Instant now) {
        Map<String, String> covered = new LinkedHashMap<>();
        covered.put("date", DATE.format(now));
        covered.put("(request-target)", request.method().toLowerCase(Locale.ROOT) + " " + request.target());
        covered.put("host", request.host());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Date", covered.get("date"));
        if (request.body().length > 0) {
            String hash = sha256(request.body());
            covered.put("content-length", Integer.toString(request.body().length));
            covered.put("content-type", CONTENT_TYPE);
            covered.put("x-content-sha256", hash);
            headers.put("x-content-sha256", hash);
        }
        headers.put(
                "Authorization",
                "Signature version=\"1\",keyId=\"" + key.id() + "\",algorithm=\"rsa-sha256\",headers=\""
                        + String.join(" ", covered.keySet()) + "\",signature=\"" + signature(covered, key) + "\"");
        return headers;
    }

    private static String signature(Map<String, String> covered, OciKey key) {
        StringBuilder lines = new StringBuilder();
        covered.forEach((name, value) -> lines.append(lines.isEmpty() ? "" : "\n")
                .append(name)
                .append(": ")
                .append(value));
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(key.key());
            signer.update(lines.toString().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new CredentialsException("The key " + key + " can't sign", e);
        }
    }

    private static String sha256(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
