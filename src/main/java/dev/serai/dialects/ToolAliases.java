package dev.serai.dialects;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * One request's tool names in a form that the target takes, no two of them the same. Names that fit stay as they are, and
 * go first: nothing else can take one of them. Immutable.
 */
public final class ToolAliases {
    private static final int HASH = 8;

    private final Map<String, String> toProvider = new HashMap<>();
    private final ToolNames back;

    /**
     * Makes the names.
     *
     * @param names the client's, of the tools offered and of those that the history called
     * @param custom those among them whose input is a text
     * @param form what the target lets them look like
     * @param longest the target's limit
     */
    public ToolAliases(Collection<String> names, Set<String> custom, ToolNameForm form, int longest) {
        Set<String> taken = new HashSet<>();
        Set<String> unfit = new LinkedHashSet<>();
        for (String name : names) {
            if (alias(name, form, longest).equals(name)) {
                toProvider.put(name, name);
                taken.add(name);
            } else {
                unfit.add(name);
            }
        }
        Map<String, String> toClient = new HashMap<>();
        for (String name : unfit) {
            String alias = free(alias(name, form, longest), taken, longest);
            taken.add(alias);
            toProvider.put(name, alias);
            toClient.put(alias, name);
        }
        Set<String> customAliases = new HashSet<>();
        custom.forEach(name -> customAliases.add(providerName(name)));
        back = new ToolNames(toClient, customAliases);
    }

    /** The provider's name for the client's. */
    public String providerName(String clientName) {
        return toProvider.getOrDefault(clientName, clientName);
    }

    /** The way back, for the answer. */
    public ToolNames back() {
        return back;
    }

    private static String alias(String name, ToolNameForm form, int longest) {
        String fit = form.fit(name);
        return fit.length() <= longest ? fit : fit.substring(0, longest - HASH - 1) + "_" + Digest.hex(name, HASH);
    }

    private static String free(String alias, Set<String> taken, int longest) {
        String candidate = alias;
        for (int i = 2; taken.contains(candidate); i++) {
            String suffix = "_" + i;
            candidate = alias.substring(0, Math.min(alias.length(), longest - suffix.length())) + suffix;
        }
        return candidate;
    }
}
