package dev.serai;

import dev.serai.Options.UsageException;
import dev.serai.auth.StoredKeys;
import dev.serai.config.Settings;
import java.time.Clock;

/** The store that the settings name, for a command. Stateless. */
final class CommandStore {
    private CommandStore() {}

    /** Opens it and brings it up to date. */
    static StoredKeys open(Settings settings, Clock clock) throws UsageException {
        StoredKeys.check(settings);
        StartupRules.refuse(settings.problems());
        StoredKeys stored = StoredKeys.open(settings, clock);
        if (stored == null) {
            throw new UsageException("with DATABASE_URL=none there are no keys but those of the environment");
        }
        stored.store().prepareToTheEnd();
        return stored;
    }
}
