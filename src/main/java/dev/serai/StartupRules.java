package dev.serai;

import dev.serai.auth.Access;
import dev.serai.budgets.BudgetSettings;
import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.ledger.Ledger;
import dev.serai.limits.LimitSettings;
import dev.serai.policies.PolicySettings;
import dev.serai.sinks.Sinks;
import dev.serai.store.StorePart;
import dev.serai.traces.Traces;
import java.util.List;
import java.util.Set;

/** What a gateway refuses to start with, rather than to run as nobody meant it. */
final class StartupRules {
    private StartupRules() {}

    /** @throws InvalidConfigurationException with every problem of the settings */
    static void check(Settings settings) {
        refuse(problems(settings));
    }

    /**
     * The same inside an application, which has no listener of ours that could ask who calls. What only a listener, an audit or the
     * admin API reads is not looked at: the application may mean something else by it.
     *
     * @throws InvalidConfigurationException with every problem of the settings
     */
    static void checkEmbedded(Settings settings) {
        if (Access.enabled(settings)) {
            settings.problem(
                    "AUTH_ENABLED",
                    "an embedded gateway can't ask who calls, and what is thought to be closed must not run open: that is for"
                            + " the application to do",
                    Set.of());
        }
        Ledger.check(settings, false);
        if (Ledger.enabled(settings, false)) {
            StorePart.check(settings);
        }
        LimitSettings.checkEmbedded(settings);
        Listening.maxInFlight(settings);
        Traces.check(settings);
        PolicySettings.of(settings);
        ShadowParts.concurrency(settings);
        refuse(settings.problems());
    }

    /** @throws InvalidConfigurationException with these problems, if there are any */
    static void refuse(List<ConfigurationProblem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
    }

    static List<ConfigurationProblem> problems(Settings settings) {
        readAll(settings);
        return settings.problems();
    }

    /** A value is judged when it is read: once all have been, every fault is known before anything has started. */
    private static void readAll(Settings settings) {
        Access.check(settings);
        Ledger.check(settings, Access.enabled(settings));
        LimitSettings.check(settings);
        AuditParts.check(settings);
        StorePart.check(settings);
        BudgetSettings.of(settings);
        Sinks.check(settings);
        Traces.check(settings);
        Listening.settings(settings);
        Listening.mostOfHeap(settings);
        AdminParts.check(settings);
        Gateway.drainSeconds(settings);
        Gateway.shutdownSeconds(settings);
        Beans.streamKeepAlive(settings);
        Beans.clientStall(settings);
        PolicySettings.of(settings);
        ShadowParts.concurrency(settings);
    }
}
