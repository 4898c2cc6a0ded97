package dev.serai.providers;

import dev.serai.config.ModelTarget;

/** Where a target's provider takes a request. */
@FunctionalInterface
public interface ProviderAddress {

    /**
     * The whole URL.
     *
     * @param path what the dialect adds to the provider's base, percent-encoded, with a leading slash
     */
    String url(ModelTarget target, String path);
}
