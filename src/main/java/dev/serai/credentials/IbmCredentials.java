package dev.serai.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges an IBM API key for the bearer token that watsonx.ai takes: at IBM Cloud's IAM, or, for a host on AWS, at the
 * account service there. The key is shown to nobody else. Thread-safe.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/iam-identity-token-api#gettoken-apikey">IAM: create a token with an API key</a>
 */
public final class IbmCredentials implements Credentials, AutoCloseable {
    private static final String IAM = "https://iam.cloud.ibm.com";
    private static final String GRANT = "urn:ibm:params:oauth:grant-type:apikey";

    /** IBM's own SDKs know these hosts by their names, and the service that gives tokens for them. */
    private static final String HOSTS_ON_AWS = ".aws.wxai.ibm.com";

    private static final String IAM_ON_AWS = "https://account-iam.platform.saas.ibm.com";

    private static final String HEADER = "Authorization";
    private static final String BEARER = "Bearer ";

    private final Map<Identity, CachedToken> tokens = new ConcurrentHashMap<>();
    private final TokenEndpoint endpoint;
    private final Clock clock;
    /** Has no thread until a token is fetched. */
    private final ExecutorService fetches = Executors.newCachedThreadPool(task -> {
        Thread daemon = new Thread(task, "serai-ibm-credentials");
        daemon.setDaemon(true);
        return daemon;
    });

    /** @param clock tells how old a token is */
    public IbmCredentials(Clock clock) {
        this.endpoint = new TokenEndpoint(clock);
        this.clock = clock;
    }

    @Override
    public List<String> lacking(ProviderSettings provider) {
        return provider.apiKey() == null ? List.of("IBM_API_KEY") : List.of();
    }

    @Override
    public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
        request.setHeader(HEADER, BEARER + token(target.provider()).value());
    }

    @Override
    public boolean renew(HttpRequest request, ModelTarget target) {
        Header refused = request.getLastHeader(HEADER);
        return refused != null
                && token(target.provider()).refused(refused.getValue().substring(BEARER.length()));
    }

    @Override
    public void close() {
        fetches.shutdownNow();
    }

    private CachedToken token(ProviderSettings provider) {
        Identity identity = Identity.of(provider);
        return tokens.computeIfAbsent(
                identity, unseen -> new CachedToken("IBM", () -> exchange(unseen), clock, fetches));
    }

    private AccessToken exchange(Identity identity) throws IOException {
        if (!identity.onAws) {
            return endpoint.bearer(
                    endpoint.post(identity.at("/identity/token"), Map.of("grant_type", GRANT, "apikey", identity.key)));
        }
        JsonNode answer = endpoint.postJson(
                identity.at("/api/2.0/apikeys/token"),
                JsonNodeFactory.instance.objectNode().put("apikey", identity.key),
                Map.of());
        ObjectNode usual = JsonNodeFactory.instance.objectNode();
        usual.set("access_token", answer.path("token"));
        usual.set("expires_in", answer.path("expires_in"));
        return endpoint.bearer(usual);
    }

    /** Who asks where; the configuration is not loaded with an address that is none. */
    private record Identity(String iam, boolean onAws, String key) {
        static Identity of(ProviderSettings provider) {
            String key = provider.apiKey();
            if (key == null) {
                throw new CredentialsException("There is no IBM_API_KEY");
            }
            boolean onAws = isOnAws(provider.baseUrl());
            Object iam = provider.settings().getOrDefault("iam_url", onAws ? IAM_ON_AWS : IAM);
            return new Identity(iam.toString(), onAws, key);
        }

        private static boolean isOnAws(@Nullable String address) {
            String host = address == null ? null : URI.create(address).getHost();
            return host != null && host.endsWith(HOSTS_ON_AWS);
        }

        URI at(String path) {
            return URI.create(iam.endsWith("/") ? iam.substring(0, iam.length() - 1) + path : iam + path);
        }

        /** Not the record's own: a key has no place in a log. */
        @Override
        public String toString() {
            return "Identity[" + iam + "]";
        }
    }
}
