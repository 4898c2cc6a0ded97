package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Clock;
import java.util.Base64;

/**
 * A service account of Google's with one key at a time: it writes the key's file, and judges what is signed with it as the token
 * endpoint does (https://developers.google.com/identity/protocols/oauth2/service-account#jwt-auth). Thread-safe.
 */
final class GoogleServiceAccount {
    static final String EMAIL = "serai@canary-project-4711.iam.gserviceaccount.com";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String tokenUri;
    private volatile Key key = Key.made();

    private record Key(String id, KeyPair pair) {
        static Key made() {
            return new Key(Canary.of("kid", 40), RsaKeys.next());
        }

        String pem() {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(pair.getPrivate().getEncoded());
            return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        }
    }

    GoogleServiceAccount(String tokenUri) {
        this.tokenUri = tokenUri;
    }

    void rotate() {
        key = Key.made();
    }

    /** As Google hands it out. */
    ObjectNode file() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "service_account")
                .put("project_id", "canary-project-4711")
                .put("private_key_id", key.id())
                .put("private_key", key.pem())
                .put("client_email", EMAIL)
                .put("client_id", "104711")
                .put("token_uri", tokenUri)
                .put("universe_domain", "googleapis.com");
    }

    /** Refuses an assertion that is not signed by the present key, or does not claim what it must. */
    void verify(String assertion, Clock clock) {
        String[] parts = assertion.split("\\.", -1);
        FakeGoogle.want(parts.length == 3, 400, "invalid_grant");
        JsonNode header = decoded(parts[0]);
        FakeGoogle.want(header.path("alg").asText().equals("RS256"), 400, "invalid_grant");
        FakeGoogle.want(header.path("typ").asText().equals("JWT"), 400, "invalid_grant");
        FakeGoogle.want(header.path("kid").asText().equals(key.id()), 400, "invalid_grant");
        FakeGoogle.want(signed(parts[0] + "." + parts[1], parts[2]), 400, "invalid_grant");
        claims(decoded(parts[1]), clock.instant().getEpochSecond());
    }

    private void claims(JsonNode claims, long now) {
        FakeGoogle.want(claims.path("iss").asText().equals(EMAIL), 400, "invalid_grant");
        FakeGoogle.want(claims.path("aud").asText().equals(tokenUri), 400, "invalid_grant");
        FakeGoogle.want(claims.path("scope").asText().equals(FakeGoogle.SCOPE), 400, "invalid_scope");
        long issued = claims.path("iat").asLong();
        long expires = claims.path("exp").asLong();
        FakeGoogle.want(issued <= now + 5 && issued > now - 300, 400, "invalid_grant");
        FakeGoogle.want(expires > now && expires - issued <= 3600, 400, "invalid_grant");
    }

    private boolean signed(String content, String signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key.pair().getPublic());
            verifier.update(content.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static JsonNode decoded(String part) {
        try {
            return JSON.readTree(Base64.getUrlDecoder().decode(part));
        } catch (IOException | IllegalArgumentException e) {
            throw RequestRefused.credentials(400, "invalid_grant", "not a JWT");
        }
    }
}
