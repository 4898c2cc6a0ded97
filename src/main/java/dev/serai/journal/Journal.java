package dev.serai.journal;

import dev.serai.store.Store;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lines in a folder of one process' own, in segments: one is written to, those before it are sealed and wait to be stored.
 * {@link #append} gives a line to the operating system and returns: a process that dies then has lost nothing, a machine
 * what was written since the last {@link #sync}. Thread-safe.
 *
 * <p>Not a {@link FileChannel}: an interrupt of a request's thread would close it for all of them.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int MOST_UNWRITTEN = 10_000;

    private final Path folder;
    private final long segmentBytes;
    private final FolderLock lock;
    private final DiskSync disk;
    /** Held while a segment is synced or sealed, which takes a disk's time; never by {@link #append}. */
    private final Object syncing = new Object();

    private final List<Path> sealed = new ArrayList<>();
    /** Lines that the disk had no room for. */
    private final Deque<byte[]> unwritten = new ArrayDeque<>();

    private @Nullable Path path;
    private @Nullable FileOutputStream out;
    private long number;
    private long currentBytes;
    private long sealedBytes;
    private boolean dirty;
    private boolean failing;
    private long lost;

    /**
     * Takes the folder, and seals what another process has left in it.
     *
     * @throws IOException if it can't be written to, or another process has it
     */
    public Journal(Path folder, long segmentBytes) throws IOException {
        this(folder, segmentBytes, new DiskSync(folder));
    }

    Journal(Path folder, long segmentBytes, DiskSync disk) throws IOException {
        this.folder = folder;
        this.disk = disk;
        this.segmentBytes = segmentBytes;
        Files.createDirectories(folder);
        this.lock = FolderLock.take(folder);
        try {
            for (Path left : SegmentFile.all(folder)) {
                sealed.add(left);
                sealedBytes += Files.size(left);
                number = Math.max(number, SegmentFile.number(left));
            }
            open();
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Whose it has. */
    public Path folder() {
        return folder;
    }

    /**
     * Writes a line. One that the disk has no room for is kept in memory until it has.
     *
     * @return whether it was written
     */
    public synchronized boolean append(byte[] line) {
        if (!failing) {
            try {
                write(line);
                return true;
            } catch (IOException e) {
                failing = true;
                LOG.error("the journal in {} can't be written", folder, e);
            }
        }
        if (unwritten.size() < MOST_UNWRITTEN) {
            unwritten.add(line);
        } else {
            lost++;
        }
        return false;
    }

    private void write(byte[] line) throws IOException {
        FileOutputStream to = out;
        if (to == null) {
            throw new IOException("The journal is closed");
        }
        to.write(line);
        currentBytes += line.length;
        dirty = true;
    }

    /** Forgets a line on purpose: the journal may not grow, and requests are to be served nevertheless. */
    public synchronized void drop() {
        lost++;
    }

    /**
     * Brings what was written to the disk, begins a new segment where this one is long, and tries again where writing failed.
     */
    public void sync() {
        synchronized (syncing) {
            FileOutputStream to;
            boolean roll;
            synchronized (this) {
                to = dirty ? out : null;
                dirty = false;
                roll = failing || currentBytes >= segmentBytes;
            }
            if (to != null) {
                disk.force(to);
            }
            if (roll) {
                seal();
            }
        }
    }

    /**
     * Ends the segment that is written to, if it holds anything, and begins another. What a failed write has left in it is
     * torn, and so nothing may follow it.
     */
    public void seal() {
        synchronized (syncing) {
            FileOutputStream full;
            synchronized (this) {
                if (out == null || currentBytes == 0 && !failing) {
                    return;
                }
                full = out;
                Path ended = path;
                long bytes = currentBytes;
                try {
                    open();
                } catch (IOException e) {
                    if (!failing) {
                        failing = true;
                        LOG.error("the journal in {} can't begin a segment", folder, e);
                    }
                    return;
                }
                if (bytes > 0) {
                    sealed.add(ended);
                    sealedBytes += bytes;
                } else {
                    delete(ended);
                }
                retry();
            }
            disk.force(full);
            close(full);
        }
    }

    /** Of a write that failed it has a part of a line alone. */
    private static void delete(Path torn) {
        try {
            Files.delete(torn);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open() throws IOException {
        Path next = SegmentFile.of(folder, number + 1);
        Store.createForOwner(next);
        FileOutputStream to = new FileOutputStream(next.toFile(), true);
        number++;
        path = next;
        out = to;
        currentBytes = 0;
        dirty = false;
    }

    private void retry() {
        if (!failing) {
            return;
        }
        try {
            while (!unwritten.isEmpty()) {
                write(unwritten.getFirst());
                unwritten.removeFirst();
            }
            // Where nothing waits, only a write shows whether there is room: the next request's.
            failing = false;
            LOG.info("the journal in {} can be written again", folder);
        } catch (IOException e) {
            LOG.debug("the journal can't be written yet", e);
        }
    }

    /** The segments that wait, the oldest first. */
    public synchronized List<Path> sealed() {
        return List.copyOf(sealed);
    }

    /** What a sealed segment held is in the store. */
    public void stored(Path segment) throws IOException {
        long bytes = Files.size(segment);
        Files.delete(segment);
        removed(segment, bytes);
    }

    /** A sealed segment holds what can't be read: it is put aside for a person. */
    public Path putAside(Path segment) throws IOException {
        long bytes = Files.size(segment);
        Path aside = segment.resolveSibling(segment.getFileName() + ".damaged");
        Files.move(segment, aside);
        removed(segment, bytes);
        return aside;
    }

    /** Alone under the lock: a disk may take its time to delete, and whoever answers waits for no disk. */
    private synchronized void removed(Path segment, long bytes) {
        sealed.remove(segment);
        sealedBytes = Math.max(0, sealedBytes - bytes);
    }

    /** Bytes that are not in the store yet. */
    public synchronized long bytes() {
        return sealedBytes + currentBytes;
    }

    /** Whether the disk takes no more. */
    public synchronized boolean failing() {
        return failing;
    }

    /** Entries that are nowhere but in the log. */
    public synchronized long lost() {
        return lost;
    }

    /** How often what was written could not be brought to the disk. */
    public long syncFailures() {
        return disk.failures();
    }

    private static void close(FileOutputStream to) {
        try {
            to.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brings everything to the disk, and gives the folder back. */
    @Override
    public void close() {
        synchronized (syncing) {
            FileOutputStream last;
            synchronized (this) {
                last = out;
                out = null;
                if (last != null && !unwritten.isEmpty()) {
                    LOG.error(
                            "the journal in {} ends with {} entries that the disk had no room for",
                            folder,
                            unwritten.size());
                }
            }
            if (last == null) {
                return;
            }
            disk.force(last);
            close(last);
            lock.close();
        }
    }
}
