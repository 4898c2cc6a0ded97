package dev.serai.dialects;

import java.util.List;
import java.util.Map;

/**
 * What goes to a provider, credentials apart. Immutable, but for the body's bytes, which nobody changes.
 *
 * @param path below the provider's base URL, percent-encoded, with a leading slash and the query if there is one
 * @param headers beside {@code content-type} and {@code accept}, none of them secret ({@code anthropic-version})
 * @param body the exact bytes; a signature is made over them
 * @param dropped request parameters that were left out or clamped, in {@code X-Dropped-Params} form
 *     ({@code seed}, {@code temperature=1.7->1})
 * @param context what the answer's translation needs to know
 */
public record ProviderRequest(
        String path, Map<String, String> headers, byte[] body, List<String> dropped, AnswerContext context) {
    public ProviderRequest {
        headers = Map.copyOf(headers);
        dropped = List.copyOf(dropped);
    }

    /** The same, but for the name that the answer carries. */
    public ProviderRequest answeredAs(String model) {
        return new ProviderRequest(path, headers, body, dropped, context.answeredAs(model));
    }

    /** The same, but for what is cut from the beginning of the answer's texts. */
    public ProviderRequest withPrefixesStripped(List<String> prefixes) {
        return new ProviderRequest(path, headers, body, dropped, context.withPrefixesStripped(prefixes));
    }

    /** The same where the provider can't stream what was asked, and gives a whole answer. */
    public ProviderRequest answeredWhole() {
        return new ProviderRequest(path, headers, body, dropped, context.answeredWhole());
    }
}
