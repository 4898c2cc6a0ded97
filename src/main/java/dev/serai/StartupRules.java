package dev.serai;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.policies.PolicySettings;
import java.util.ArrayList;
import java.util.List;

/** What a gateway refuses to start with, rather than to run as nobody meant it. */
final class StartupRules {
    private StartupRules() {}

    /** @throws InvalidConfigurationException with every problem of the settings */
    static void check(Settings settings) {
        refuse(problems(settings));
    }

    /** @throws InvalidConfigurationException with these problems, if there are any */
    static void refuse(List<ConfigurationProblem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
    }

    static List<ConfigurationProblem> problems(Settings settings) {
        List<ConfigurationProblem> problems = new ArrayList<>();
        if (settings.flag("AUTH_ENABLED", false)) {
            problems.add(new ConfigurationProblem(
                    "settings",
                    0,
                    0,
                    "AUTH_ENABLED",
                    "authentication is not in this release, and a gateway that is thought to be closed must not run open",
                    "unset it, and let HOST keep the gateway on this machine"));
        }
        readAll(settings);
        problems.addAll(settings.problems());
        return problems;
    }

    /** A value is judged when it is read: once all have been, every fault is known before anything has started. */
    private static void readAll(Settings settings) {
        Listening.settings(settings);
        Gateway.drainSeconds(settings);
        Gateway.shutdownSeconds(settings);
        Beans.streamKeepAlive(settings);
        Beans.clientStall(settings);
        PolicySettings.of(settings);
    }
}
