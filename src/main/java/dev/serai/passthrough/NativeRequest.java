package dev.serai.passthrough;

import dev.serai.config.ProviderSettings;
import dev.serai.dialects.ClientRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A native call as it was found good: what goes to the provider, credentials apart. Immutable, but for the body's bytes, which
 * nobody changes.
 *
 * @param provider whose API it is
 * @param method {@code GET} or {@code POST}
 * @param path at the provider's host, encoded as the client wrote it, with the query if there was one
 * @param headers of the client's that pass
 * @param contentType of the body, as the client wrote it; null where it said none
 * @param body the exact bytes
 * @param model by the provider's own id, the one that the provider will read; empty where the call is about none
 * @param stream whether an answer event by event was asked for
 * @param settings what the path says of the target: Vertex' {@code location}
 * @param control whether it goes to the provider's control plane
 * @param usage how the answer tells what it used
 */
public record NativeRequest(
        ProviderSettings provider,
        String method,
        String path,
        Map<String, String> headers,
        @Nullable String contentType,
        byte[] body,
        String model,
        boolean stream,
        Map<String, Object> settings,
        boolean control,
        UsageShape usage)
        implements ClientRequest {

    public NativeRequest {
        headers = Map.copyOf(headers);
        settings = Map.copyOf(settings);
    }

    @Override
    public long bytes() {
        return body.length;
    }

    /** What is only looked at makes none; a call's own limit is the provider's to read. */
    @Override
    public long outputTokens() {
        return method.equals("GET") ? 0 : UNSAID;
    }

    @Override
    public byte[] promptBytes() {
        return usage == UsageShape.NONE || model.isEmpty() ? new byte[0] : body;
    }
}
