package dev.serai.credentials.google;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.credentials.AccessToken;
import dev.serai.credentials.TokenEndpoint;
import dev.serai.credentials.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The account that a machine of Google Cloud runs as: Compute Engine's, Cloud Run's, a GKE pod's. Thread-safe.
 *
 * @see <a href="https://cloud.google.com/compute/docs/access/authenticate-workloads#applications">Compute Engine: access tokens</a>
 */
final class MetadataServer implements TokenSource {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataServer.class);
    private static final String PATH = "/computeMetadata/v1/instance/service-accounts/default/token";

    private final URI url;
    private final TokenEndpoint endpoint;

    /**
     * @param host with or without a port, as {@code GCE_METADATA_HOST} has it
     * @throws InvalidConfigurationException if it is none
     */
    MetadataServer(String host, TokenEndpoint endpoint) {
        this.url = url(host);
        this.endpoint = endpoint;
    }

    private static URI url(String host) {
        try {
            URI url = new URI("http://" + host + PATH);
            if (url.getHost() != null && PATH.equals(url.getRawPath())) {
                return url;
            }
        } catch (URISyntaxException e) {
            LOG.debug("GCE_METADATA_HOST can't be parsed", e);
        }
        throw new InvalidConfigurationException(List.of(new ConfigurationProblem(
                "settings",
                0,
                0,
                "GCE_METADATA_HOST",
                "\"" + host + "\" is not a host, with or without a port",
                null)));
    }

    /** The header proves that nobody was lured into asking; servers refuse a request without it. */
    @Override
    public AccessToken fetch() throws IOException {
        return endpoint.bearer(endpoint.get(url, Map.of("Metadata-Flavor", "Google")));
    }
}
