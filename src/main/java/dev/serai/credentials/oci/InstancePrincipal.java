package dev.serai.credentials.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.TokenEndpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A compute instance: its metadata has a certificate and its key, for which the region's authentication service gives a
 * session. Stateless.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/Content/Identity/Tasks/callingservicesfrominstances.htm">OCI: calling
 *     services from an instance</a>
 */
final class InstancePrincipal implements Federation {
    private static final Map<String, String> OF_METADATA = Map.of("Authorization", "Bearer Oracle");
    private static final Pattern TENANCY = Pattern.compile("opc-(?:tenant|identity):([A-Za-z0-9._-]+)");

    private final TokenEndpoint endpoint;
    private final Clock clock;
    private final String metadata;
    private final @Nullable String authentication;

    /**
     * @param metadata the base of the instance's metadata, {@code http://169.254.169.254/opc/v2}
     * @param authentication the authentication service, or null: that of the instance's region
     */
    InstancePrincipal(TokenEndpoint endpoint, Clock clock, String metadata, @Nullable String authentication) {
        this.endpoint = endpoint;
        this.clock = clock;
        this.metadata = metadata;
        this.authentication = authentication;
    }

    @Override
    public String token(PublicKey sessionKey) throws IOException {
        String certificate = identity("cert.pem");
        OciKey key = new OciKey(
                keyId(certificate(certificate)),
                PemKey.read(identity("key.pem"), "The key of the instance's metadata"));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("certificate", bare(certificate));
        body.put("publicKey", Base64.getEncoder().encodeToString(sessionKey.getEncoded()));
        body.putArray("intermediateCertificates").add(bare(identity("intermediate.pem")));
        body.put("purpose", "DEFAULT");
        String token = post(body, key).path("token").asText("");
        if (token.isEmpty()) {
            throw new CredentialsException("The authentication service's answer holds no token");
        }
        return token;
    }

    /** The tenancy stands in the certificate's subject, as one of its units. */
    static String keyId(X509Certificate certificate) {
        Matcher tenancy = TENANCY.matcher(certificate.getSubjectX500Principal().getName());
        if (!tenancy.find()) {
            throw new CredentialsException("The instance's certificate names no tenancy");
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded());
            return tenancy.group(1) + "/fed-x509/" + HexFormat.ofDelimiter(":").formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has SHA-1, and the certificate was just read", e);
        }
    }

    private JsonNode post(ObjectNode body, OciKey key) throws IOException {
        URI service = URI.create(authentication() + "/v1/x509");
        RequestSignature.Signed request = new RequestSignature.Signed(
                "POST", service.getRawPath(), host(service), body.toString().getBytes(StandardCharsets.UTF_8));
        Map<String, String> headers = new HashMap<>(RequestSignature.headers(request, key, clock.instant()));
        return endpoint.postJson(service, body, headers);
    }

    private String authentication() throws IOException {
        if (authentication != null) {
            return authentication;
        }
        JsonNode region = endpoint.get(URI.create(metadata + "/instance/regionInfo"), OF_METADATA);
        return "https://auth." + region.path("regionIdentifier").asText() + "."
                + region.path("realmDomainComponent").asText();
    }

    private String identity(String file) throws IOException {
        return endpoint.getText(URI.create(metadata + "/identity/" + file), OF_METADATA);
    }

    private static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new CredentialsException("The instance's metadata hold no certificate", e);
        }
    }

    /** What stands between PEM's lines, on one line. */
    private static String bare(String pem) {
        return pem.replaceAll("-----(?:BEGIN|END) CERTIFICATE-----", "").replaceAll("\\s", "");
    }

    /** As the JDK's client sends it: the port only where it is not the scheme's own. */
    private static String host(URI uri) {
        int usual = uri.getScheme().equals("https") ? 443 : 80;
        return uri.getHost() + (uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort());
    }
}
