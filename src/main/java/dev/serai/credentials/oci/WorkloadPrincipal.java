package dev.serai.credentials.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.TokenEndpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A workload of OKE: the cluster gives a session for its service account's token. Token and certificate are read anew each
 * time, since Kubernetes rotates both. Used by one thread at a time.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/Content/ContEng/Tasks/contenggrantingworkloadaccesstoresources.htm">OKE:
 *     granting workloads access to OCI resources</a>
 */
final class WorkloadPrincipal implements Federation {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI service;
    private final Path accountToken;
    private final Path clusterCertificate;
    private final Clock clock;
    private byte[] trusted = {};
    private @Nullable TokenEndpoint endpoint;

    /** @param service {@code https://<cluster>:12250/resourcePrincipalSessionTokens} */
    WorkloadPrincipal(URI service, Path accountToken, Path clusterCertificate, Clock clock) {
        this.service = service;
        this.accountToken = accountToken;
        this.clusterCertificate = clusterCertificate;
        this.clock = clock;
    }

    @Override
    public String token(PublicKey sessionKey) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("podKey", Base64.getEncoder().encodeToString(sessionKey.getEncoded()));
        String account = Files.readString(accountToken).strip();
        String answer = endpoint().postJsonForText(service, body, Map.of("Authorization", "Bearer " + account));
        String token = decoded(answer).path("token").asText("");
        if (!token.startsWith(OciKey.SESSION)) {
            throw new CredentialsException("The cluster's answer holds no session token");
        }
        return token.substring(OciKey.SESSION.length());
    }

    /** The answer is JSON within base64, which some versions put within quotes. */
    private static JsonNode decoded(String answer) {
        try {
            String base64 = answer.strip().replace("\"", "");
            return JSON.readTree(Base64.getMimeDecoder().decode(base64));
        } catch (IOException | IllegalArgumentException e) {
            throw new CredentialsException("The cluster's answer can't be read", e);
        }
    }

    private TokenEndpoint endpoint() throws IOException {
        byte[] now = Files.readAllBytes(clusterCertificate);
        TokenEndpoint known = endpoint;
        if (known == null || !Arrays.equals(now, trusted)) {
            known = new TokenEndpoint(clock, trusting(now));
            endpoint = known;
            trusted = now;
        }
        return known;
    }

    private static SSLContext trusting(byte[] pem) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                store.setCertificateEntry("cluster-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new CredentialsException("The cluster's certificate can't be read", e);
        }
    }
}
