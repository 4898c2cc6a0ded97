package dev.serai.ledger;

import dev.serai.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Segments of which all that has ended is stored, and that stay for requests that were under way then. Where they are much, these
 * requests' open entries are written to the journal anew, and the segments go: else a few long streams would fill it with what
 * others have done beside them. For one thread.
 */
final class HeldSegments {
    private static final Logger LOG = LoggerFactory.getLogger(HeldSegments.class);

    private final Journal journal;
    private final UnderWay underWay;
    private final long mostBytes;
    private final Map<Path, Held> held = new LinkedHashMap<>();
    private long bytes;

    private record Held(Set<String> waits, int entries, long bytes) {
        boolean waits(Set<String> open) {
            return waits.stream().anyMatch(open::contains);
        }

        /** Whether writing it anew gains more than it costs; and so what was written anew is not written again at once. */
        boolean mostlyEnded(UnderWay underWay) {
            return entries > 2 * waits.stream().filter(underWay::isOpen).count();
        }
    }

    /** @param mostBytes from where on segments of which most has ended are much, together */
    HeldSegments(Journal journal, UnderWay underWay, long mostBytes) {
        this.journal = journal;
        this.underWay = underWay;
        this.mostBytes = mostBytes;
    }

    boolean contains(Path segment) {
        return held.containsKey(segment);
    }

    /**
     * @param waits ids of the requests that it stays for
     * @param entries how many it has, of these and others
     */
    void hold(Path segment, Set<String> waits, int entries) throws IOException {
        Held added = new Held(waits, entries, Files.size(segment));
        held.put(segment, added);
        bytes += added.bytes();
    }

    /** Lets those go that wait for nobody any more. */
    void release(Set<String> open) throws IOException {
        for (Map.Entry<Path, Held> segment : List.copyOf(held.entrySet())) {
            if (!segment.getValue().waits(open)) {
                release(segment.getKey());
            }
        }
    }

    private void release(Path segment) throws IOException {
        journal.stored(segment);
        bytes -= held.remove(segment).bytes();
    }

    /** Makes room, if they are much. A process that dies meanwhile leaves entries twice, which are of one id, and so one row. */
    void makeRoom() throws IOException {
        if (bytes < mostBytes || journal.failing()) {
            return;
        }
        List<Path> most = held.entrySet().stream()
                .filter(segment -> segment.getValue().mostlyEnded(underWay))
                .map(Map.Entry::getKey)
                .toList();
        long gained =
                most.stream().mapToLong(segment -> held.get(segment).bytes()).sum();
        if (gained < mostBytes) {
            return;
        }
        int written = 0;
        for (Path segment : most) {
            for (LedgerEntry entry :
                    JournalLine.read(Files.readAllBytes(segment)).entries()) {
                // One that ends now may end before it is written: it has its row when that is read.
                if (entry.open() && underWay.isOpen(entry.id())) {
                    if (!journal.append(JournalLine.of(entry))) {
                        return;
                    }
                    written++;
                }
            }
        }
        journal.sync();
        if (journal.failing()) {
            return;
        }
        for (Path segment : most) {
            release(segment);
        }
        LOG.info(
                "{} segments of the journal ({} bytes) have gone, and {} requests that are under way are in another",
                most.size(),
                gained,
                written);
    }
}
