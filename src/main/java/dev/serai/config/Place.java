package dev.serai.config;

import java.util.Map;

/**
 * Where a provider runs a model. A region that is down says nothing of the provider's others: breakers, bulkheads, cooldowns,
 * latencies and looks are kept for each place (docs/decisions/0054). Immutable.
 *
 * @param provider the provider's name
 * @param region the region or location that a model's entry names; empty: the provider's own
 */
public record Place(String provider, String region) {

    /** Where a provider runs models whose entries name no region. */
    public static Place own(String provider) {
        return new Place(provider, "");
    }

    static Place of(ProviderSettings provider, Map<String, Object> settings) {
        Object region =
                switch (provider.type()) {
                    case "bedrock", "ibm", "oracle" -> settings.get("region");
                    case "vertex" -> settings.getOrDefault("location", settings.get("region"));
                    default -> null;
                };
        return region == null || region.equals(provider.region())
                ? own(provider.name())
                : new Place(provider.name(), region.toString());
    }

    /** What people call it, beside the provider's name. */
    public String name(ProviderSettings of) {
        if (!region.isEmpty()) {
            return region;
        }
        return of.region() == null ? "default" : of.region();
    }

    @Override
    public String toString() {
        return region.isEmpty() ? provider : provider + " in " + region;
    }
}
