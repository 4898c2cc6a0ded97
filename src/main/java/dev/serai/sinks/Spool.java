package dev.serai.sinks;

import dev.serai.journal.Journal;
import dev.serai.journal.Line;
import dev.serai.journal.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The events that wait for one sink, on the disk. Bounded: what is beyond is counted, and in the store alone. Thread-safe. */
final class Spool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final long SEGMENT_BYTES = 4L << 20;

    private final String sink;
    private final Journal journal;
    private final long limit;
    private boolean full;

    /** @throws IOException if the folder can't be had */
    Spool(String sink, Path folder, long limit) throws IOException {
        this.sink = sink;
        this.journal = new Journal(folder, SEGMENT_BYTES);
        this.limit = limit;
    }

    /**
     * When this returns, they are on the disk, or counted as lost.
     *
     * @throws UncheckedIOException if the disk has no room for one: then whoever has them is to bring them again
     */
    synchronized void add(List<Event> events) {
        for (Event event : events) {
            boolean beyond = journal.failing() || journal.bytes() >= limit;
            if (beyond) {
                journal.drop();
            } else if (!journal.append(Line.of(event.bytes()))) {
                throw noRoom();
            }
            if (beyond && !full) {
                LOG.error("no more events can wait for the sink {}: from now on they are in the store alone", sink);
            }
            full = beyond;
        }
        journal.sync();
    }

    /** @throws UncheckedIOException if the disk has had no room for one of late */
    void demandRoom() {
        if (journal.failing()) {
            throw noRoom();
        }
    }

    private UncheckedIOException noRoom() {
        return new UncheckedIOException(new IOException("The events of the sink " + sink + " can't be written"));
    }

    /** Files whose events are to go, the oldest first; nothing is added to them any more. */
    List<Path> waiting() {
        journal.seal();
        return journal.sealed();
    }

    /** What can be read of a file. */
    static Segment<Event> read(Path file) throws IOException {
        return Segment.of(Files.readAllBytes(file), Event::read);
    }

    /** What can be read of a file has gone; the rest is for a person. */
    Path putAside(Path file) throws IOException {
        return journal.putAside(file);
    }

    /** All of a file's events have gone. */
    void gone(Path file) throws IOException {
        journal.stored(file);
    }

    long bytes() {
        return journal.bytes();
    }

    /** Events that the sink will never get. */
    long lost() {
        return journal.lost();
    }

    @Override
    public void close() {
        journal.close();
    }
}
