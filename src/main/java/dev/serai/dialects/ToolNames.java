package dev.serai.dialects;

import java.util.Map;
import java.util.Set;

/**
 * The names under which a provider knows the client's tools, and back. Immutable; made once a request.
 *
 * @param toClient the provider's name to the client's, for the names that had to be changed
 * @param custom the provider's names of the client's {@code custom} tools: the provider has each as a function with one
 *     string argument {@code input}, and a call of it goes back as {@code {"type":"custom","custom":{"name","input"}}}
 */
public record ToolNames(Map<String, String> toClient, Set<String> custom) {
    public static final ToolNames NONE = new ToolNames(Map.of());

    public ToolNames {
        toClient = Map.copyOf(toClient);
        custom = Set.copyOf(custom);
    }

    /** Names of functions alone. */
    public ToolNames(Map<String, String> toClient) {
        this(toClient, Set.of());
    }

    /** The client's name; a name that no tool has (a model's invention) comes back as it is. */
    public String clientName(String providerName) {
        return toClient.getOrDefault(providerName, providerName);
    }

    /** Whether the client declared this tool as {@code custom}: its call's input is a text, not JSON. */
    public boolean isCustom(String providerName) {
        return custom.contains(providerName);
    }
}
