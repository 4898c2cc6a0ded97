package dev.serai;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.MappingWatcher;
import dev.serai.config.ModelMapping;
import dev.serai.config.PriceBook;
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

    private void changed(ModelMapping mapping) {
        PriceBook prices;
        try {
            prices = PriceBook.load(parts.files);
        } catch (InvalidConfigurationException e) {
            refused(e.problems());
            return;
        }
        parts.swap(mapping, prices);
        furtherProviders.bind(camel);
        furtherProviders.addRoutes(camel);
        parts.readiness.reloaded(List.of());
        parts.metrics.reloaded(true);
        LOG.info(
                "configuration reloaded: {} models, {} providers",
                mapping.models().size(),
                mapping.providers().size());
    }

    private void refused(List<ConfigurationProblem> problems) {
        List<String> lines =
                problems.stream().map(ConfigurationProblem::toString).toList();
        lines.forEach(line -> LOG.error("configuration not reloaded: {}", line));
        parts.readiness.reloaded(lines);
        parts.metrics.reloaded(false);
    }
}
