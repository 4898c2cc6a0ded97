package dev.serai;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.MappingWatcher;
import dev.serai.config.ModelMapping;
import dev.serai.config.PriceBook;
import dev.serai.config.ProviderSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a changed configuration to life: all of it in one step, or nothing. Called by the watcher's thread alone. */
final class Reload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private final Components parts;
    private final FurtherProviders furtherProviders;
    private final CamelContext camel;
    private final MappingWatcher watcher;

    Reload(Components parts, FurtherProviders furtherProviders, CamelContext camel) {
        this.parts = parts;
        this.furtherProviders = furtherProviders;
        this.camel = camel;
        this.watcher = MappingWatcher.start(parts.files, parts.settings, this::changed, this::refused);
    }

    @Override
    public void close() {
        watcher.close();
    }

    /** New providers can be called before the first request goes to them, old ones until the last has come back. */
    private void changed(ModelMapping mapping) {
        try {
            PriceBook prices = PriceBook.load(parts.files);
            List<String> later = needRestart(parts.mapping(), mapping);
            furtherProviders.add(camel, mapping);
            parts.breakers.reload(mapping);
            parts.swap(mapping, prices);
            furtherProviders.removeRoutes(camel, mapping);
            parts.readiness.reloaded(List.of(), later);
            parts.metrics.reloaded(true);
            LOG.info(
                    "configuration reloaded: {} models, {} providers",
                    mapping.models().size(),
                    mapping.providers().size());
            later.forEach(what -> LOG.warn("configuration reloaded, but a restart is needed for {}", what));
        } catch (InvalidConfigurationException e) {
            refused(e.problems());
        } catch (IllegalStateException e) {
            LOG.error("configuration not reloaded", e);
            refused(List.of(new ConfigurationProblem("routes", 0, 0, "", e.getMessage(), null)));
        }
    }

    /** A provider's route is made of the template of its type. */
    private static List<String> needRestart(ModelMapping old, ModelMapping changed) {
        List<String> needed = new ArrayList<>();
        for (ProviderSettings provider : changed.providers().values()) {
            ProviderSettings before = old.providers().get(provider.name());
            if (before != null && !before.type().equals(provider.type())) {
                needed.add("providers." + provider.name() + ".type");
            }
        }
        return needed;
    }

    private void refused(List<ConfigurationProblem> problems) {
        List<String> lines =
                problems.stream().map(ConfigurationProblem::toString).toList();
        lines.forEach(line -> LOG.error("configuration not reloaded: {}", line));
        parts.readiness.reloaded(lines, List.of());
        parts.metrics.reloaded(false);
    }
}
