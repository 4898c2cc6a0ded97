package dev.serai.sinks;

import dev.serai.config.Settings;
import dev.serai.journal.JournalFolder;
import dev.serai.store.StoreAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code configs/application.properties} says of sinks. Immutable.
 *
 * @param names those that are switched on; each is a route {@code to-NAME}
 * @param routes the folder whose files win over those of the jar
 * @param journal where the queues are, a folder for each sink
 * @param limit bytes that may wait for one sink
 */
record SinkSettings(Set<String> names, Path routes, Path journal, long limit) {
    /** The variable. */
    static final String NAMES = "serai.sinks";

    /** What the sinks' own variables begin with. */
    static final String PREFIX = "serai.sinks.";

    private static final String FOLDER = "serai.sinks.folder";
    private static final String JOURNAL = "serai.sinks.journal";
    private static final String LIMIT = "serai.sinks.journal-limit";
    private static final long DEFAULT_LIMIT = 1L << 30;

    SinkSettings {
        names = Set.copyOf(names);
    }

    /** Reads them; what is wrong is noted among the settings' problems. */
    static SinkSettings of(Settings settings) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : settings.list(NAMES)) {
            if (name.matches("[a-z0-9][a-z0-9-]*")) {
                names.add(name);
            } else {
                settings.problem(NAMES, "\"" + name + "\" is no name of a sink: a-z, 0-9 and -", List.of());
            }
        }
        @Nullable StoreAddress address = names.isEmpty() ? null : StoreAddress.of(settings);
        if (!names.isEmpty() && address == null) {
            settings.problem(NAMES, "sinks get what the store has, and DATABASE_URL names none", List.of());
        }
        Path journal = address == null
                ? Path.of("data/journal/sinks")
                : JournalFolder.of(settings, address).resolve("sinks");
        return new SinkSettings(
                names,
                Path.of(settings.text(FOLDER, "routes/sinks")),
                Path.of(settings.text(JOURNAL, journal.toString())),
                settings.bytes(LIMIT, DEFAULT_LIMIT));
    }
}
