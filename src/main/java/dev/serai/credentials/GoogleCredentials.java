package dev.serai.credentials;

import dev.serai.config.GoogleApiKey;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import java.util.List;
import org.apache.hc.core5.http.HttpRequest;

/**
 * What authenticates to Google Cloud: the API key or the access token that a provider's block or {@code GCP_ACCESS_TOKEN} holds.
 * Thread-safe.
 */
public final class GoogleCredentials implements Credentials {
    private static final List<String> NEEDS = List.of("GCP_ACCESS_TOKEN");

    @Override
    public List<String> lacking(ProviderSettings provider) {
        return provider.apiKey() == null ? NEEDS : List.of();
    }

    @Override
    public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
        String secret = target.provider().apiKey();
        if (secret == null) {
            throw new CredentialsException("There is no GCP_ACCESS_TOKEN");
        }
        if (GoogleApiKey.is(secret)) {
            request.setHeader("x-goog-api-key", secret);
        } else {
            request.setHeader("Authorization", "Bearer " + secret);
        }
    }
}
