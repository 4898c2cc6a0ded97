package dev.serai.credentials.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.credentials.CredentialsException;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;

/** OCI's session tokens, which are JWTs; only OCI can verify them, and only their end matters here. Stateless. */
final class SessionToken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SessionToken() {}

    /**
     * When a token ends.
     *
     * @throws CredentialsException if it is no token
     */
    static Instant expiry(String token) {
        String[] parts = token.split("\\.");
        if (parts.length == 3) {
            try {
                JsonNode expiry =
                        JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("exp");
                if (expiry.isNumber()) {
                    return Instant.ofEpochSecond(expiry.asLong());
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new CredentialsException("What should be a session token of OCI is none", e);
            }
        }
        throw new CredentialsException("What should be a session token of OCI is none");
    }
}
