package dev.serai.passthrough;

import dev.serai.config.ProviderSettings;
import dev.serai.dialects.ClientRequest;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A native call as it was found good: what goes to the provider, credentials apart. Immutable, but for the body's bytes, which
 * nobody changes.
 *
 * @param provider whose API it is
 * @param method {@code GET} or {@code POST}; of management any that the listener takes
 * @param path at the provider's host, encoded as the client wrote it, with the query if there was one
 * @param headers of the client's that pass
 * @param contentType of the body, as the client wrote it; null where it said none
 * @param body the exact bytes
 * @param model by the provider's own id, the one that the provider will read; empty where the call is about none
 * @param stream whether an answer event by event was asked for
 * @param settings what the path says of the target: Vertex' {@code location}
 * @param control whether it goes to the provider's control plane
 * @param usage how the answer tells what it used
 * @param outputTokens the most tokens that the answer may have, or {@link #UNSAID}; 0 where none are made
 * @param answers how many it asks for
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
        UsageShape usage,
        long outputTokens,
        long answers)
        implements ClientRequest {

    /** What paths are called that count tokens, at every provider. */
    private static final Pattern COUNT = Pattern.compile("(count|compute)[-_]?[Tt]okens|/tokenization|/input_tokens");

    public NativeRequest {
        headers = Map.copyOf(headers);
        settings = Map.copyOf(settings);
    }

    @Override
    public long bytes() {
        return body.length;
    }

    /** Whether it only tells, or takes away: no model runs for it, named or not. */
    public boolean runsNothing() {
        return method.equals("GET") || method.equals("DELETE");
    }

    @Override
    public boolean free() {
        return runsNothing() || (usage == UsageShape.NONE && counts());
    }

    /** What a query says counts for nothing: it may say anything. */
    private boolean counts() {
        int query = path.indexOf('?');
        return COUNT.matcher(path).region(0, query < 0 ? path.length() : query).find();
    }

    @Override
    public byte[] promptBytes() {
        return usage == UsageShape.NONE || model.isEmpty() ? new byte[0] : body;
    }
}
