package dev.serai.audit;

import dev.serai.config.ConfigurationProblem;
import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.journal.Background;
import dev.serai.journal.Journal;
import dev.serai.lifetimes.Opened;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StoreException;
import dev.serai.store.StorePart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit of a running gateway: {@link #append} puts an event into a journal on the disk and waits for no store; a thread
 * brings it into the chain within a second. Changes that must not happen unaudited don't come here, but to
 * {@link AuditTrail#record}, in the transaction that makes them. Thread-safe; lives until closed.
 */
public final class Audit implements AutoCloseable {
    /** Somebody was let in. */
    public static final String ACCEPTED = "authentication.accepted";
    /** Somebody was not let in. */
    public static final String REFUSED = "authentication.refused";
    /** Somebody who was let in wanted what they may not, or not any more. */
    public static final String REQUEST_REFUSED = "request.refused";

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final long SEGMENT_BYTES = 4L << 20;
    private static final long SYNC_MILLIS = 100;
    private static final long REPLAY_MILLIS = 1_000;
    private static final long HEAD_MILLIS = 60_000;
    private static final long TIDY_FIRST_MILLIS = 30_000;
    private static final long TIDY_MILLIS = 3_600_000;

    private final Journal journal;
    private final Opened opened;
    private final AuditReplay replay;
    private final HeadWatch heads;
    private final AuditSettings settings;
    private final String process = Long.toHexString(new SecureRandom().nextLong());
    private final ChainKeys keys;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong count = new AtomicLong();
    private final Background syncing = new Background("serai-audit-journal");
    private final AtomicBoolean droppingTexts = new AtomicBoolean();
    private final ContentTidying tidying;
    private final Background storing = new Background("serai-audit");
    private final Background tidyingThread = new Background("serai-audit-tidying");

    private Audit(Opened opened, Journal journal, Store store, ChainKeys keys, AuditSettings settings, Clock clock) {
        this.opened = opened;
        this.journal = journal;
        this.settings = settings;
        this.keys = keys;
        this.tidying = new ContentTidying(store, settings.contentDays(), clock);
        this.replay = new AuditReplay(journal, store, new AuditTrail(keys));
        this.heads = new HeadWatch(store);
        opened.add(syncing);
        // A last time, between the end of the threads and that of the journal.
        opened.add(heads::run);
        opened.add(replay::run);
        opened.add(storing);
        opened.add(tidyingThread);
        opened.add(tidying::stop);
        syncing.every(SYNC_MILLIS, SYNC_MILLIS, journal::sync);
        storing.every(0, REPLAY_MILLIS, replay::run);
        storing.every(1_000, HEAD_MILLIS, heads::run);
        tidyingThread.every(TIDY_FIRST_MILLIS, TIDY_MILLIS, tidying::run);
    }

    /** Notes in the settings what is wrong with them; opens nothing. */
    public static void check(Settings settings) {
        StoreAddress address = StoreAddress.of(settings);
        if (address != null) {
            AuditSettings.of(settings, address);
        }
    }

    /**
     * Opens the audit of settings in which {@link #check} found nothing wrong.
     *
     * @param keys what rows are sealed with
     * @return null where there is to be none, or no store for it
     * @throws InvalidConfigurationException if the journal's folder or the store's file can't be had
     */
    public static @Nullable Audit open(Settings settings, ChainKeys keys, Clock clock) {
        StoreAddress address = StoreAddress.of(settings);
        AuditSettings wanted = address == null ? null : AuditSettings.of(settings, address);
        if (address == null || wanted == null || !wanted.enabled()) {
            return null;
        }
        return Opened.whole(opened ->
                new Audit(opened, opened.add(journal(wanted)), store(opened, address, settings), keys, wanted, clock));
    }

    private static Journal journal(AuditSettings wanted) {
        try {
            return new Journal(Path.of(wanted.journal()), SEGMENT_BYTES);
        } catch (IOException | IllegalArgumentException e) {
            throw refused(
                    AuditSettings.JOURNAL,
                    "the audit's journal can't be kept in " + wanted.journal() + ": " + e.getMessage());
        }
    }

    /** A pool of its own, so that catching up keeps no key waiting. */
    private static Store store(Opened opened, StoreAddress address, Settings settings) {
        try {
            Store store = opened.add(Store.open(address, StorePart.AUDIT, settings));
            if (address.file() != null) {
                store.prepare();
            }
            return store;
        } catch (StoreException | UncheckedIOException e) {
            throw refused("DATABASE_URL", "the store can't be used (" + address + "): " + e.getMessage());
        }
    }

    private static InvalidConfigurationException refused(String name, String why) {
        return new InvalidConfigurationException(List.of(new ConfigurationProblem("settings", 0, 0, name, why, null)));
    }

    /**
     * Puts an event into the journal: when this returns, the operating system has it. Writes to a file, and so is not for an
     * event loop.
     */
    public void append(AuditEvent event) {
        if (full()) {
            journal.drop();
        } else {
            journal.append(new AuditLine(process + "-" + count.incrementAndGet(), event).bytes());
        }
    }

    /**
     * Likewise an event with a text that is kept beside the chain, sealed: the row has its hash, and no more of it. Where the
     * journal is half full the text is dropped, and the row says so.
     *
     * @param content what somebody asked, and was answered
     */
    public void append(AuditEvent event, byte[] content) {
        if (full()) {
            journal.drop();
            return;
        }
        if (!roomForTexts()) {
            append(event.with(AuditContents.DROPPED, "journal_half_full"));
            return;
        }
        String id = process + "-" + count.incrementAndGet();
        SealedContent sealed = SealedContent.of(keys, id, content, random);
        journal.append(new AuditLine(id, event.with(AuditContents.HASH, sealed.hash()), sealed).bytes());
    }

    /** Texts are large, and few callers': beyond half of what may wait they leave the room to the rows of all. */
    private boolean roomForTexts() {
        boolean room = journal.bytes() < settings.limit() / 2;
        if (droppingTexts.compareAndSet(room, !room)) {
            if (room) {
                LOG.info("the audit's journal has room for prompts and answers again");
            } else {
                LOG.warn("the audit's journal is half full: rows go on, prompts and answers are dropped");
            }
        }
        return room;
    }

    /** Whether requests may be begun: not while nobody could tell of them, unless that was chosen. */
    public boolean accepting() {
        return settings.allowWhenFull() || !full();
    }

    private boolean full() {
        return journal.failing() || journal.bytes() >= settings.limit();
    }

    /** {@code ok}, {@code behind} while the store is away, {@code full}. */
    public String status() {
        return full() ? "full" : replay.storeUp() ? "ok" : "behind";
    }

    /** Bytes of the journal that are not in the store yet. */
    public long journalBytes() {
        return journal.bytes();
    }

    /** Events that no row tells of, because the journal was full. */
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

    /** False from when the chain's end, as this gateway had told it, was gone. */
    public boolean intact() {
        return heads.intact();
    }

    /** The number of the last row that was told to the log; 0: none was. */
    public long headSeq() {
        return heads.seq();
    }

    /** The first 48 bits of that row's hash. */
    public long headCheck() {
        return heads.check();
    }

    /** Stores what it can, tells where the chain ends, and leaves the rest on the disk. */
    @Override
    public void close() {
        opened.close();
    }
}
