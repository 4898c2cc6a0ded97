package dev.serai.journal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How full the file system is on which a journal lies. Says so once when it is more than 80 % full, and again when it has been
 * below 75 % meanwhile. {@link #look} asks the operating system, and so is for a thread beside the requests; {@link #usedPercent}
 * is for any.
 */
public final class DiskSpace {
    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);
    private static final int ALARM_PERCENT = 80;
    /** Whoever writes and deletes around the threshold is told of it once. */
    private static final int CALM_PERCENT = 75;

    /** Bytes of a file system, of which only those that this process may use are free. */
    record Bytes(long usable, long total) {
        static Bytes of(Path folder) throws IOException {
            FileStore store = Files.getFileStore(folder);
            return new Bytes(store.getUsableSpace(), store.getTotalSpace());
        }
    }

    /** Asks the operating system. */
    interface Source {
        Bytes of(Path folder) throws IOException;
    }

    private final Path folder;
    private final Source source;
    private volatile double usedPercent = Double.NaN;
    private boolean alarmed;
    private boolean unknown;

    /** @param folder of the journal; it exists */
    public DiskSpace(Path folder) {
        this(folder, Bytes::of);
    }

    DiskSpace(Path folder, Source source) {
        this.folder = folder.toAbsolutePath();
        this.source = source;
    }

    /** Percent of the file system that are not free for this process, when it was last looked at; NaN where nobody can say. */
    public double usedPercent() {
        return usedPercent;
    }

    /** Looks, and warns where there is reason to. */
    public synchronized void look() {
        try {
            Bytes bytes = source.of(folder);
            usedPercent = bytes.total() <= 0 ? Double.NaN : 100 - 100.0 * bytes.usable() / bytes.total();
            unknown = false;
            judge(bytes);
        } catch (IOException e) {
            usedPercent = Double.NaN;
            if (!unknown) {
                LOG.warn("nobody can say how full the disk of {} is: {}", folder, e.toString());
            }
            unknown = true;
        }
    }

    private void judge(Bytes bytes) {
        if (usedPercent > ALARM_PERCENT && !alarmed) {
            LOG.warn(
                    "the file system of the journal {} is {} % full ({} MiB are free): make room, or move the journal to a larger"
                            + " one; when it is full, new requests are refused unless LEDGER_ON_FULL=allow",
                    folder, (int) usedPercent, bytes.usable() >> 20);
            alarmed = true;
        } else if (usedPercent < CALM_PERCENT && alarmed) {
            LOG.info("the file system of the journal {} has room again: it is {} % full", folder, (int) usedPercent);
            alarmed = false;
        }
    }
}
