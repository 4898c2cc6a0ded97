package dev.serai.credentials.google;

import dev.serai.config.GoogleApiKey;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.credentials.Credentials;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpRequest;

/**
 * What authenticates to Google Cloud: the API key or the access token of a provider's block or of {@code GCP_ACCESS_TOKEN}, else
 * Application Default Credentials. Thread-safe.
 *
 * @see <a href="https://cloud.google.com/docs/authentication">Google Cloud: authentication</a>
 */
public final class GoogleCredentials implements Credentials {
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";

    private final GoogleAccount account;

    /** @param account for providers that hold no secret of their own */
    public GoogleCredentials(GoogleAccount account) {
        this.account = account;
    }

    @Override
    public List<String> lacking(ProviderSettings provider) {
        return provider.apiKey() == null ? account.lacking() : List.of();
    }

    @Override
    public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
        String secret = target.provider().apiKey();
        if (secret == null) {
            GoogleIdentity identity = account.identity();
            request.setHeader(AUTHORIZATION, BEARER + identity.token().value());
            identity.quotaProject().ifPresent(project -> request.setHeader("x-goog-user-project", project));
        } else if (GoogleApiKey.is(secret)) {
            request.setHeader("x-goog-api-key", secret);
        } else {
            request.setHeader(AUTHORIZATION, BEARER + secret);
        }
    }

    @Override
    public boolean renew(HttpRequest request, ModelTarget target) {
        Header refused = request.getFirstHeader(AUTHORIZATION);
        return target.provider().apiKey() == null
                && refused != null
                && account.refused(refused.getValue().substring(BEARER.length()));
    }
}
