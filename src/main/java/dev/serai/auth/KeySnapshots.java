package dev.serai.auth;

import dev.serai.journal.Background;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which keys are known, for a start without the store: within five seconds of a change, and every minute, as long as the store
 * is there. A thread of its own; no request waits for it. Lives until closed, and then writes once more.
 */
final class KeySnapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeySnapshots.class);
    static final long LOOK_MILLIS = 5_000;
    private static final Duration REFRESH = Duration.ofMinutes(1);
    private static final long NEVER = -1;

    private final KeySnapshotFile file;
    private final ChangeFeed feed;
    private final Clock clock;
    private final Background thread = new Background("serai-key-snapshot");
    private long written = NEVER;
    private Instant confirmed = Instant.MIN;
    private boolean failing;

    KeySnapshots(KeySnapshotFile file, ChangeFeed feed, Clock clock) {
        this.file = file;
        this.feed = feed;
        this.clock = clock;
    }

    void begin() {
        thread.every(LOOK_MILLIS, LOOK_MILLIS, () -> look(REFRESH));
    }

    /**
     * Writes if there is something to write. What an earlier process wrote stays until this one has been told more by the store.
     *
     * @param after how much older the store's word in the file is, from when on it is written again without a change
     */
    synchronized void look(Duration after) {
        // Before what is known is looked at: what changes meanwhile is seen with the next look.
        long changes = feed.keys().changes();
        Instant now = feed.confirmedAt();
        if (now == null || changes == written && isLately(now, after)) {
            return;
        }
        try {
            file.write(new KeySnapshot(now, known(now)));
            written = changes;
            confirmed = now;
            if (failing) {
                LOG.info("the snapshot of keys {} is written again", file);
            }
            failing = false;
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Not so where the clock was set back: the time in the file would be one to come. */
    private boolean isLately(Instant now, Duration after) {
        return !now.isBefore(confirmed) && now.isBefore(confirmed.plus(after));
    }

    private List<KeySnapshot.Entry> known(Instant confirmedAt) {
        Instant now = clock.instant();
        List<KeySnapshot.Entry> entries = new ArrayList<>();
        feed.keys().known((key, age) -> {
            if (age < Ring.GRACE) {
                Instant lookedUpAt = now.minusNanos(age);
                entries.add(new KeySnapshot.Entry(key, lookedUpAt.isBefore(confirmedAt) ? lookedUpAt : confirmedAt));
            }
        });
        entries.sort(Comparator.comparing(KeySnapshot.Entry::lookedUpAt).reversed());
        return entries;
    }

    /** What can't be brought up to date goes: it may name a key that was taken back since. */
    private void failed(IOException failure) {
        String undeleted = null;
        try {
            file.delete();
        } catch (IOException e) {
            undeleted = e.toString();
        }
        if (!failing) {
            LOG.warn(
                    "the snapshot of keys {} can't be written, so that a start without the store knows none of them;"
                            + " KEY_SNAPSHOT_FILE names another file, off does without: {}{}",
                    file,
                    failure.toString(),
                    undeleted == null ? "" : "; nor can the one before be deleted: " + undeleted);
        }
        failing = true;
    }

    @Override
    public void close() {
        thread.close();
        look(Duration.ZERO);
    }
}
