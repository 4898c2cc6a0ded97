package dev.serai;

import dev.serai.config.FileWatch;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.policies.PolicySettings;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the settings' files for what the running gateway does not take from them. Used by the watch's thread alone. */
final class SettingsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);

    private final Settings settings;
    private Set<String> seen = Set.of();

    private SettingsWatch(Settings settings) {
        this.settings = settings;
    }

    /**
     * Begins to watch.
     *
     * @param settings that the gateway runs with
     * @param waiting gets, on the watch's thread, the names of those that have other values in the files now, whenever these
     *     are others than before; none: the files are as they were
     */
    static FileWatch<?> start(Settings settings, Consumer<Set<String>> waiting) {
        SettingsWatch watch = new SettingsWatch(settings);
        return FileWatch.start("settings", watch.seen, watch::look, names -> {
            waiting.accept(names);
            return true;
        });
    }

    private Set<String> look() {
        try {
            Set<String> names = settings.readAgain().changedSince(settings);
            names.remove(PolicySettings.NAMES);
            seen = names;
        } catch (InvalidConfigurationException e) {
            // The policies' list stands there too, and whoever watches that says what is wrong.
            LOG.debug("the settings' files can't be read", e);
        }
        return seen;
    }
}
