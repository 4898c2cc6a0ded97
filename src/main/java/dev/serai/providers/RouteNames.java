package dev.serai.providers;

import dev.serai.config.ProviderSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a provider's routes are called by, behind their prefixes: the provider's name. One that a reload has given another type
 * has routes beside those of the first, which requests that came before still take: with its type behind its name. Thread-safe.
 */
public final class RouteNames {
    /** No provider's name has one. */
    public static final String SEPARATOR = "~";

    private final Map<String, String> firstTypes = new ConcurrentHashMap<>();

    /** The same for a provider of the same name and type, whenever it is asked. */
    public String of(ProviderSettings provider) {
        String first = firstTypes.get(provider.name());
        if (first == null) {
            first = firstTypes.computeIfAbsent(provider.name(), name -> provider.type());
        }
        return first.equals(provider.type()) ? provider.name() : provider.name() + SEPARATOR + provider.type();
    }

    /** The provider of a route's name. */
    public static String provider(String routeName) {
        int end = routeName.indexOf(SEPARATOR);
        return end < 0 ? routeName : routeName.substring(0, end);
    }
}
