package dev.serai.credentials;

import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import java.time.Duration;
import java.util.List;
import org.apache.hc.core5.http.HttpRequest;

/**
 * What authenticates the gateway to a provider. Thread-safe. It touches the outgoing request alone, at the last moment: a
 * credential is never a message header, so that none can reach another provider or the client.
 */
@FunctionalInterface
public interface Credentials {

    /**
     * Adds what authenticates the request.
     *
     * @param request whose method, path and host are final
     * @param body the exact bytes that go out
     * @param target whose provider is called
     * @throws CredentialsException if there are none, or they can't be had now
     */
    void authenticate(HttpRequest request, byte[] body, ModelTarget target);

    /**
     * The provider has refused what {@link #authenticate} added, with 401 or 403.
     *
     * @param request as it was refused
     * @return whether other credentials will be added now, so that one more try makes sense: these have been renewed, or had
     *     been while the request was under way
     */
    default boolean renew(HttpRequest request, ModelTarget target) {
        return false;
    }

    /**
     * The provider has refused what {@link #authenticate} added, and its clock differs from ours.
     *
     * @param request as it was refused
     * @param ahead by how much; negative: it is behind
     * @return whether what is added from now on goes by its clock, and the request did not, so that one more try makes sense
     */
    default boolean follow(HttpRequest request, Duration ahead) {
        return false;
    }

    /** What is not there, and without which nothing can be authenticated, in the words of {@code /ready}; no I/O. */
    default List<String> lacking(ProviderSettings provider) {
        return List.of();
    }
}
