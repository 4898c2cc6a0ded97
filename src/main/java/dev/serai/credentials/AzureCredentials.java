package dev.serai.credentials;

import dev.serai.config.AzureApi;
import dev.serai.config.AzureIdentity;
import dev.serai.config.ModelTarget;
import dev.serai.config.Settings;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Azure OpenAI's credentials: the block's key, else a token of this process's Entra identity, one for each audience and
 * fetched on first use. Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/reference#authentication">Azure OpenAI: authentication</a>
 */
public final class AzureCredentials implements Credentials, AutoCloseable {
    private static final String BEARER = "Bearer ";

    private final @Nullable EntraTokens tokens;
    private final Clock clock;
    private final Map<String, CachedToken> byAudience = new ConcurrentHashMap<>();
    /** Has no thread until a token is fetched. */
    private final ExecutorService fetches = Executors.newCachedThreadPool(task -> {
        Thread daemon = new Thread(task, "serai-azure-credentials");
        daemon.setDaemon(true);
        return daemon;
    });

    /** @param settings the contract's {@code AZURE_…} variables; files that they name are read at each fetch */
    public AzureCredentials(Settings settings, Clock clock) {
        this.clock = clock;
        this.tokens = AzureIdentity.of(settings)
                .map(identity -> new EntraTokens(identity, settings, clock))
                .orElse(null);
    }

    @Override
    public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
        String key = target.provider().apiKey();
        if (key == null) {
            request.setHeader("Authorization", BEARER + token(target).value());
        } else {
            request.setHeader("api-key", key);
        }
    }

    /** A key stays what it is; a token may have been revoked. */
    @Override
    public boolean renew(HttpRequest request, ModelTarget target) {
        if (target.provider().apiKey() != null || request.getFirstHeader("Authorization") == null) {
            return false;
        }
        String sent = request.getFirstHeader("Authorization").getValue();
        return token(target).refused(sent.substring(BEARER.length()));
    }

    private CachedToken token(ModelTarget target) {
        EntraTokens source = tokens;
        if (source == null) {
            throw new CredentialsException("There is neither a key nor an identity for "
                    + target.provider().name());
        }
        return byAudience.computeIfAbsent(
                AzureApi.of(target).audience(),
                audience -> new CachedToken("Entra ID", source.forAudience(audience), clock, fetches));
    }

    @Override
    public void close() {
        fetches.shutdownNow();
    }
}
