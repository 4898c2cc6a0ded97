package dev.serai.credentials;

import dev.serai.config.ModelTarget;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's key, and the organisation and project that are billed: the block's, or those of the environment where the key is.
 * Stateless.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/authentication">OpenAI: authentication</a>
 */
public final class OpenAiKey implements Credentials {

    @Override
    public void authenticate(HttpRequest request, byte[] body, ModelTarget target) {
        HeaderKey.BEARER.authenticate(request, body, target);
        add(request, "OpenAI-Organization", target.provider().settings().get("org_id"));
        add(request, "OpenAI-Project", target.provider().settings().get("project_id"));
    }

    private static void add(HttpRequest request, String header, @Nullable Object value) {
        if (value != null) {
            request.setHeader(header, value.toString());
        }
    }
}
