package dev.serai.ledger;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.journal.Background;
import dev.serai.journal.DiskSpace;
import dev.serai.journal.Journal;
import dev.serai.lifetimes.Opened;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StoreException;
import dev.serai.store.StorePart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger: {@link #append} puts a request into the journal, threads of its own bring it to the disk and into the store.
 * Thread-safe; lives until closed, and what the store did not take until then is stored after the next start.
 */
public final class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final String ENABLED = "LEDGER_ENABLED";
    private static final String JOURNAL = "LEDGER_JOURNAL";
    private static final String LIMIT = "LEDGER_JOURNAL_LIMIT";
    private static final String ON_FULL = "LEDGER_ON_FULL";
    private static final String ALLOW = "allow";
    private static final String REFUSE = "refuse";
    private static final long SEGMENT_BYTES = 4L << 20;
    private static final long DEFAULT_LIMIT = 1L << 30;
    private static final long SYNC_MILLIS = 100;
    private static final long REPLAY_MILLIS = 250;
    private static final long DISK_MILLIS = 5_000;

    private final Journal journal;
    private final DiskSpace disk;
    private final UnderWay underWay = new UnderWay(System::nanoTime);
    private final Replay replay;
    private final LedgerIds ids;
    private final long limit;
    private final boolean allowWhenFull;
    private final Background syncing = new Background("serai-journal");
    private final Background replaying = new Background("serai-ledger");
    private final Opened opened;
    private boolean warned;

    private Ledger(
            Opened opened,
            Journal journal,
            Store store,
            Settlement settlement,
            Clock clock,
            long limit,
            boolean allowWhenFull) {
        this.opened = opened;
        this.journal = journal;
        this.disk = new DiskSpace(journal.folder());
        this.replay = new Replay(journal, store, settlement, underWay, limit / 4);
        this.ids = new LedgerIds(clock);
        this.limit = limit;
        this.allowWhenFull = allowWhenFull;
        opened.add(syncing);
        // A last time, between the end of the thread and that of the journal.
        opened.add(replay::run);
        opened.add(replaying);
        syncing.every(SYNC_MILLIS, SYNC_MILLIS, this::sync);
        syncing.every(0, DISK_MILLIS, disk::look);
        replaying.every(0, REPLAY_MILLIS, replay::run);
    }

    /** Notes in the settings what is wrong with them; opens nothing. */
    public static void check(Settings settings, boolean otherwise) {
        limit(settings);
        allowWhenFull(settings);
        if (settings.flag(ENABLED, false) && StoreAddress.of(settings) == null) {
            settings.problem(ENABLED, "needs a store, and DATABASE_URL names none", Set.of());
        }
        enabled(settings, otherwise);
    }

    /**
     * Opens the ledger of settings in which {@link #check} found nothing wrong.
     *
     * @param otherwise whether there is one where {@code LEDGER_ENABLED} is not set
     * @param settlement told of each entry, once
     * @return null where there is to be none
     * @throws InvalidConfigurationException if the journal's folder or the store's file can't be had
     */
    public static @Nullable Ledger open(Settings settings, boolean otherwise, Clock clock, Settlement settlement) {
        StoreAddress address = enabled(settings, otherwise) ? StoreAddress.of(settings) : null;
        if (address == null) {
            return null;
        }
        return Opened.whole(opened -> new Ledger(
                opened,
                opened.add(journal(settings.text(JOURNAL, besides(address)))),
                store(opened, address, settings),
                settlement,
                clock,
                limit(settings),
                allowWhenFull(settings)));
    }

    private static Journal journal(String folder) {
        try {
            return new Journal(Path.of(folder), SEGMENT_BYTES);
        } catch (IOException | IllegalArgumentException e) {
            throw refused(JOURNAL, "the journal can't be kept in " + folder + ": " + e.getMessage());
        }
    }

    private static String besides(StoreAddress address) {
        Path file = address.file();
        return file == null ? "data/journal" : file.resolveSibling("journal").toString();
    }

    private static Store store(Opened opened, StoreAddress address, Settings settings) {
        try {
            Store store = opened.add(Store.open(address, StorePart.LEDGER, settings));
            if (address.file() != null) {
                store.prepare();
            }
            return store;
        } catch (StoreException | UncheckedIOException e) {
            throw refused("DATABASE_URL", "the store can't be used (" + address + "): " + e.getMessage());
        }
    }

    /**
     * Whether there is to be one.
     *
     * @param otherwise where {@code LEDGER_ENABLED} does not say it
     */
    public static boolean enabled(Settings settings, boolean otherwise) {
        return settings.flag(ENABLED, otherwise);
    }

    private static long limit(Settings settings) {
        return settings.bytes(LIMIT, DEFAULT_LIMIT);
    }

    private static boolean allowWhenFull(Settings settings) {
        String choice = settings.text(ON_FULL, REFUSE);
        if (!choice.equals(ALLOW) && !choice.equals(REFUSE)) {
            settings.problem(ON_FULL, "\"" + choice + "\" is neither allow nor refuse", Set.of(ALLOW, REFUSE));
        }
        return choice.equals(ALLOW);
    }

    private static InvalidConfigurationException refused(String name, String why) {
        return new InvalidConfigurationException(List.of(new ConfigurationProblem("settings", 0, 0, name, why, null)));
    }

    /** An id for the next entry. */
    public String newId() {
        return ids.next();
    }

    /** Puts an entry into the journal: when this returns, the operating system has it. Waits for no disk and no store. */
    public void append(LedgerEntry entry) {
        boolean open = underWay.ending(entry.id());
        if (allowWhenFull && full() && !open) {
            journal.drop();
            return;
        }
        journal.append(JournalLine.of(entry));
        if (open) {
            underWay.ended(entry.id());
        }
    }

    /**
     * Notes a request for which nothing is set aside: if it lasts, the journal gets what it becomes a row of if the process dies
     * before it has ended. The entry that ends it has the same id, and must follow.
     *
     * @param interrupted makes that entry; asked on another thread, once at most
     */
    public void begin(String id, Supplier<LedgerEntry> interrupted) {
        underWay.begin(id, interrupted);
    }

    /**
     * Puts into the journal what a request becomes a row of if the process dies before it has ended. The entry that ends it
     * has the same id, and must follow, whatever this returns.
     *
     * @return false if the journal can't take it: then the request must not go on
     */
    public boolean begin(LedgerEntry interrupted) {
        underWay.open(interrupted.id());
        return !full() && journal.append(JournalLine.of(interrupted));
    }

    /** The folder of the journal, which is this process' alone. */
    public Path folder() {
        return journal.folder();
    }

    /** Whether requests may be begun: not while the journal can't take what they will cost, unless that was chosen. */
    public boolean accepting() {
        return allowWhenFull || !full();
    }

    private boolean full() {
        return journal.failing() || journal.bytes() >= limit;
    }

    /** {@code ok}, {@code behind} while the store is away, {@code full}. */
    public String status() {
        return full() ? "full" : replay.storeUp() ? "ok" : "behind";
    }

    /** Bytes of the journal that are not in the store yet. */
    public long journalBytes() {
        return journal.bytes();
    }

    /** Percent of the journal's file system that are not free, looked at every five seconds; NaN where nobody can say. */
    public double diskUsedPercent() {
        return disk.usedPercent();
    }

    /** Requests that no row tells of, because the journal was full. */
    public long lost() {
        return journal.lost();
    }

    /** How often the journal could not be brought to the disk. */
    public long syncFailures() {
        return journal.syncFailures();
    }

    public boolean storeUp() {
        return replay.storeUp();
    }

    private void sync() {
        if (!full()) {
            underWay.lasting(entry -> journal.append(JournalLine.of(entry)));
        }
        journal.sync();
        boolean filling = journal.bytes() >= limit / 5 * 4;
        if (filling && !warned) {
            LOG.warn("the ledger's journal has reached four fifths of {} ({} bytes)", LIMIT, journal.bytes());
        }
        warned = filling;
    }

    /** Stores what it can, and leaves the rest on the disk. */
    @Override
    public void close() {
        opened.close();
    }
}
