package dev.serai;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.FileWatch;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.ModelMapping;
import dev.serai.config.PriceBook;
import dev.serai.policies.PolicyRoutes;
import dev.serai.policies.PolicySet;
import dev.serai.policies.PolicyWatcher;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a changed configuration to life: the mapping, or the policies, each in one step or not at all; of the settings it says which
 * wait for a restart. Called by the watchers' threads, by one at a time.
 */
final class Reload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String MAPPING = "mapping";
    private static final String POLICIES = "routes/policies";
    private static final String SETTINGS = "settings";

    private final Components parts;
    private final FurtherProviders furtherProviders;
    private final CamelContext camel;
    private final PlansUnderWay plans = new PlansUnderWay(System::nanoTime);
    private final FileWatch<?> mappingWatch;
    private final FileWatch<?> policyWatch;
    private final FileWatch<?> settingsWatch;

    Reload(Components parts, FurtherProviders furtherProviders, CamelContext camel) {
        this.parts = parts;
        this.furtherProviders = furtherProviders;
        this.camel = camel;
        this.mappingWatch = parts.mappingFiles.start(this::changed, this::refused);
        this.policyWatch = PolicyWatcher.start(parts.policies, new PolicyChanges());
        this.settingsWatch = SettingsWatch.start(parts.settings, this::waiting);
    }

    @Override
    public void close() {
        mappingWatch.close();
        policyWatch.close();
        settingsWatch.close();
    }

    /**
     * Looks for changes now, and waits until they are in use or refused; what came of it the readiness tells.
     *
     * @throws TimeoutException if that takes longer than half a minute
     */
    void now() throws InterruptedException, TimeoutException {
        mappingWatch.lookNow(LONGEST, true);
        policyWatch.lookNow(LONGEST, false);
        settingsWatch.lookNow(LONGEST, false);
    }

    /** Ports, stores and whatever else is made once. */
    private void waiting(Set<String> settings) {
        if (settings.isEmpty()) {
            LOG.info("the settings' files are as they were at start: nothing waits for a restart");
        } else {
            LOG.warn("changed settings wait for a restart: {}", String.join(", ", settings));
        }
        parts.readiness.reloaded(SETTINGS, List.of(), List.copyOf(settings));
    }

    /**
     * New providers can be called before the first request goes to them, old ones as long as a request may have them in its
     * plan.
     */
    private synchronized boolean changed(ModelMapping mapping) {
        try {
            TransformationRules.checked(mapping);
            PriceBook prices = PriceBook.load(parts.files);
            PolicySet fitting = parts.policies.fitting(camel, mapping);
            furtherProviders.add(camel, mapping);
            parts.breakers.reload(mapping);
            parts.shadows.breakers.reload(mapping);
            plans.replaced(parts.mapping().routing().deadline());
            parts.swap(mapping, prices);
            if (fitting != null) {
                use(fitting);
                report(POLICIES, List.of(), List.of(), List.of());
            }
            mappingWatch.later(plans.left(), this::removeRoutes);
            report(MAPPING, List.of(), List.of(), List.of());
            LOG.info(
                    "configuration reloaded: {} models, {} providers",
                    mapping.models().size(),
                    mapping.providers().size());
            policyWatch.tryAgain();
            return true;
        } catch (InvalidConfigurationException e) {
            refused(e.problems());
        } catch (IllegalStateException e) {
            LOG.error("configuration not reloaded", e);
            refused(List.of(new ConfigurationProblem("routes", 0, 0, "", e.getMessage(), null)));
        }
        return false;
    }

    /** By the mapping of now: a provider that has come back since keeps its route. */
    private synchronized void removeRoutes() {
        if (!plans.left().isZero()) {
            mappingWatch.later(plans.left(), this::removeRoutes);
        } else if (!furtherProviders.removeRoutes(camel, parts.mapping())) {
            mappingWatch.later(LONGEST, this::removeRoutes);
        }
    }

    /**
     * New requests go by the new version at once. One that came before may hold the old one's names until its deadline is
     * over, by whichever mapping it came: so long that version stays.
     */
    private void use(PolicySet changed) {
        List<String> before = parts.policies.use(camel, changed, parts.mapping());
        plans.replaced(parts.mapping().routing().deadline());
        policyWatch.later(plans.left(), () -> PolicyRoutes.remove(camel, before));
    }

    private void refused(List<ConfigurationProblem> problems) {
        refused(MAPPING, problems);
    }

    private void refused(String part, List<ConfigurationProblem> problems) {
        List<String> lines =
                problems.stream().map(ConfigurationProblem::toString).toList();
        lines.forEach(line -> LOG.error("configuration not reloaded: {}", line));
        report(part, lines, List.of(), problems);
    }

    private void report(
            String part, List<String> refusedFor, List<String> needRestart, List<ConfigurationProblem> problems) {
        parts.auditing.reloaded(part, problems);
        parts.readiness.reloaded(part, refusedFor, needRestart);
        parts.metrics.reloaded(parts.readiness.lastReloadSuccessful());
    }

    private final class PolicyChanges implements PolicyWatcher.Changes {
        @Override
        public boolean changed(PolicySet changed, boolean callerChanged) {
            synchronized (Reload.this) {
                try {
                    use(changed);
                    report(
                            POLICIES,
                            List.of(),
                            callerChanged ? List.of(POLICIES + "/policies.camel.yaml") : List.of(),
                            List.of());
                    return true;
                } catch (InvalidConfigurationException e) {
                    refused(POLICIES, e.problems());
                    return false;
                } finally {
                    mappingWatch.tryAgain(); // Those that are refused by themselves may go with a mapping that was.
                }
            }
        }

        @Override
        public void unreadable(List<ConfigurationProblem> problems) {
            refused(POLICIES, problems);
        }
    }
}
