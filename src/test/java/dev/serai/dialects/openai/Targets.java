package dev.serai.dialects.openai;

import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.config.ProviderSettings.Breaker;
import dev.serai.config.ProviderSettings.Quirks;
import dev.serai.config.Timeouts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Targets of type {@code openai} for tests. */
final class Targets {
    private Targets() {}

    static ModelTarget of(String model, String family) {
        return of(model, family, Quirks.NONE);
    }

    /** What the catalogue says of a model that sees and calls, and neither hears nor reasons. */
    static ModelTarget gpt4o(String model) {
        return able(model, "gpt", Capability.TOOLS, Capability.VISION, Capability.PDF, Capability.JSON_SCHEMA);
    }

    static ModelTarget able(String model, String family, Capability... capabilities) {
        ModelTarget target = of(model, family);
        return new ModelTarget(
                target.provider(), model, target.facts().withCapabilities(Set.of(capabilities)), Map.of());
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
                Timeouts.DEFAULT,
                0,
                Duration.ofSeconds(1),
                500,
                Breaker.DEFAULT,
                quirks,
                Map.of());
        return new ModelTarget(provider, model, ModelFacts.unknown(family), Map.of());
    }
}
