package dev.serai.credentials;

import dev.serai.config.ModelTarget;
import org.apache.hc.core5.http.HttpRequest;

/**
 * A provider's API key in a header, as its block in the mapping has it; nothing where the block has none.
 *
 * @param header {@code Authorization}, {@code x-api-key}, {@code api-key}
 * @param prefix before the key, {@code "Bearer "} or nothing
 */
public record HeaderKey(String header, String prefix) implements Credentials {

    /** OpenAI and most of those that speak its API: https://platform.openai.com/docs/api-reference/authentication. */
    public static final HeaderKey BEARER = new HeaderKey("Authorization", "Bearer ");

    /** Anthropic: https://docs.anthropic.com/en/api/overview#authentication. */
    public static final HeaderKey ANTHROPIC = new HeaderKey("x-api-key", "");

    @Override
    public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
        String key = target.provider().apiKey();
        if (key != null) {
            request.setHeader(header, prefix + key);
        }
    }
}
