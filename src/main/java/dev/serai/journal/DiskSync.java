package dev.serai.journal;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a journal's files to their disk, and counts how often that failed. What was written then may be lost if the machine dies
 * before the store has it, and no later success makes up for it: an operating system tells of a failure once, and forgets what it
 * could not write. Thread-safe.
 *
 * @see <a href="https://wiki.postgresql.org/wiki/Fsync_Errors">What becomes of data behind a failed fsync</a>
 */
final class DiskSync {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSync.class);

    private final Path folder;
    private final Forcing forcing;
    private final AtomicLong failures = new AtomicLong();
    private volatile boolean failing;

    /** Returns when the disk has the file. */
    @FunctionalInterface
    interface Forcing {
        void force(FileOutputStream file) throws IOException;
    }

    DiskSync(Path folder) {
        this(folder, file -> file.getFD().sync());
    }

    DiskSync(Path folder, Forcing forcing) {
        this.folder = folder;
        this.forcing = forcing;
    }

    /** Waits for the disk; tells of the first failure, and of the first success behind one. */
    void force(FileOutputStream file) {
        try {
            forcing.force(file);
            if (failing) {
                failing = false;
                LOG.warn("the journal in {} comes to the disk again, {} times it has not", folder, failures);
            }
        } catch (IOException e) {
            failures.incrementAndGet();
            if (!failing) {
                failing = true;
                LOG.error(
                        "the journal in {} can't be brought to the disk: what the store does not have yet is lost if the machine"
                                + " dies; look after the disk",
                        folder,
                        e);
            }
        }
    }

    /** How often it has failed since the start. */
    long failures() {
        return failures.get();
    }
}
