package dev.serai.dialects;

import java.util.Map;

/**
 * The names under which a provider knows the client's tools, and back. Immutable; made once a request.
 *
 * @param toClient the provider's name to the client's, for the names that had to be changed
 */
public record ToolNames(Map<String, String> toClient) {
    public static final ToolNames NONE = new ToolNames(Map.of());

    public ToolNames {
        toClient = Map.copyOf(toClient);
    }

    /** The client's name; a name that no tool has (a model's invention) comes back as it is. */
    public String clientName(String providerName) {
        return toClient.getOrDefault(providerName, providerName);
    }
}
