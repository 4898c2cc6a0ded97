package dev.serai.credentials.google;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.credentials.AccessToken;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.TokenEndpoint;
import dev.serai.credentials.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;

/**
 * A service account's key: signs a claim of who it is, for which Google gives a token. Thread-safe.
 *
 * @see <a href="https://developers.google.com/identity/protocols/oauth2/service-account#httprest">OAuth 2.0 for service
 *     accounts</a>
 */
final class ServiceAccountKey implements TokenSource {
    static final String TOKEN_URI = "https://oauth2.googleapis.com/token";

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    /** The longest that Google accepts. */
    private static final long ASSERTION_SECONDS = 3600;

    private final String email;
    private final String keyId;
    private final PrivateKey key;
    private final URI tokenUri;
    private final TokenEndpoint endpoint;
    private final Clock clock;

    private ServiceAccountKey(
            String email, String keyId, PrivateKey key, URI tokenUri, TokenEndpoint endpoint, Clock clock) {
        this.email = email;
        this.keyId = keyId;
        this.key = key;
        this.tokenUri = tokenUri;
        this.endpoint = endpoint;
        this.clock = clock;
    }

    static ServiceAccountKey of(CredentialJson file, TokenEndpoint endpoint, Clock clock) {
        return new ServiceAccountKey(
                file.required("client_email"),
                file.required("private_key_id"),
                privateKey(file.required("private_key")),
                file.address("token_uri", TOKEN_URI),
                endpoint,
                clock);
    }

    @Override
    public AccessToken fetch() throws IOException {
        return endpoint.bearer(endpoint.post(tokenUri, Map.of("grant_type", GRANT, "assertion", assertion())));
    }

    /** RFC 7523: a JSON Web Token of the account about itself. */
    private String assertion() {
        long now = clock.instant().getEpochSecond();
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.put("alg", "RS256").put("typ", "JWT").put("kid", keyId);
        ObjectNode claims = JsonNodeFactory.instance.objectNode();
        claims.put("iss", email)
                .put("scope", CredentialFile.SCOPE)
                .put("aud", tokenUri.toString())
                .put("iat", now)
                .put("exp", now + ASSERTION_SECONDS);
        String signed = encoded(header.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.toString().getBytes(StandardCharsets.UTF_8));
        return signed + "." + encoded(signature(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] signature(byte[] signed) {
        try {
            Signature signer = Signature.getInstance("SHA256withRSA");
            signer.initSign(key);
            signer.update(signed);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new CredentialsException("The key of the Google service account can't sign", e);
        }
    }

    /** PEM, as Google writes it: PKCS #8, and no other form. */
    private static PrivateKey privateKey(String pem) {
        String base64 = pem.replace("-----BEGIN PRIVATE KEY-----", "").replace("-----END PRIVATE KEY-----", "");
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64.strip());
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new CredentialsException("The Google credentials hold no RSA key as private_key");
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
