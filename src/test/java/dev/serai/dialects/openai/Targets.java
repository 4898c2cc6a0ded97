package dev.serai.dialects.openai;

import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.config.ProviderSettings.Breaker;
import dev.serai.config.ProviderSettings.Quirks;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Targets of type {@code openai} for tests. */
final class Targets {
    private Targets() {}

    static ModelTarget of(String model, String family) {
        return of(model, family, Quirks.NONE);
    }

    static ModelTarget of(String model, String family, Quirks quirks) {
        ProviderSettings provider = new ProviderSettings(
                "openai",
                "openai",
                true,
                "http://127.0.0.1:9/v1",
                null,
                null,
                List.of(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(120),
                Duration.ofSeconds(60),
                0,
                Duration.ofSeconds(1),
                500,
                Breaker.DEFAULT,
                quirks,
                Map.of());
        return new ModelTarget(provider, model, ModelFacts.unknown(family), Map.of());
    }
}
