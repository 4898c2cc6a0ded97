package dev.serai.journal;

import dev.serai.config.Settings;
import dev.serai.store.StoreAddress;
import java.nio.file.Path;

/** Where a process keeps what waits for the store: one folder, named once for all who keep something. Stateless. */
public final class JournalFolder {
    private static final String LEDGER = "LEDGER_JOURNAL";

    private JournalFolder() {}

    /** The ledger's, where that is named; else {@code journal} beside the SQLite file, else {@code data/journal}. */
    public static Path of(Settings settings, StoreAddress address) {
        Path file = address.file();
        Path beside = file == null ? Path.of("data/journal") : file.resolveSibling("journal");
        return Path.of(settings.text(LEDGER, beside.toString()));
    }
}
