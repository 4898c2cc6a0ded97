package dev.serai.providers;

import dev.serai.config.ModelTarget;

/** Where a target's provider listens: scheme, host, port and base path, without a trailing slash. */
@FunctionalInterface
public interface ProviderAddress {
    String of(ModelTarget target);
}
