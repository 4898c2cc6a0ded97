package dev.serai;

import dev.serai.audit.Actor;
import dev.serai.audit.AuditArchive;
import dev.serai.audit.AuditReader;
import dev.serai.audit.AuditRow;
import dev.serai.audit.AuditTrail;
import dev.serai.audit.AuditVerification;
import dev.serai.audit.AuditVerification.Report;
import dev.serai.audit.ChainKeys;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code serai audit archive}: what is to go is verified, written and on the disk before anything is deleted. Of several at the same
 * time one archives. For one thread.
 */
final class AuditArchiving {
    private static final int FAILED = 1;

    private final Store store;
    private final ChainKeys keys;
    private final Clock clock;
    private final PrintStream err;

    AuditArchiving(Store store, ChainKeys keys, Clock clock, PrintStream err) {
        this.store = store;
        this.keys = keys;
        this.clock = clock;
        this.err = err;
    }

    /**
     * Archives rows, and gives the exit code.
     *
     * @param end milliseconds since 1970 of the first moment that stays
     * @throws IOException if the file can't be written: then nothing is archived, and there is no file
     */
    int run(long end, Path path) throws IOException {
        Report report = new AuditVerification(keys, List.of()).run(store);
        if (!report.intact()) {
            err.println("The chain is broken, and nothing was archived: see serai audit verify");
            return FAILED;
        }
        long after = report.head().archivedSeq();
        AuditRow last = AuditArchive.lastBefore(store, end).orElse(null);
        if (last == null || last.seq() <= after) {
            AuditArchive.deleteRest(store, after);
            err.println("There is no row from before " + Instant.ofEpochMilli(end));
            return 0;
        }
        try (UnfinishedFile file = made(path)) {
            write(path, after, last.seq());
            return remove(after, last, file);
        }
    }

    private static UnfinishedFile made(Path path) throws IOException {
        try {
            return new UnfinishedFile(path);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(path + " is there already, and nothing was archived", e);
        }
    }

    private void write(Path path, long after, long last) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(path, StandardCharsets.UTF_8)) {
            for (List<AuditRow> page = AuditReader.after(store, after, last);
                    !page.isEmpty();
                    page = AuditReader.after(store, page.get(page.size() - 1).seq(), last)) {
                for (AuditRow row : page) {
                    lines.write(AuditReader.json(row));
                    lines.newLine();
                }
            }
        }
        try (FileChannel written = FileChannel.open(path, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    private int remove(long after, AuditRow last, UnfinishedFile file) throws IOException {
        try {
            OptionalLong gone =
                    AuditArchive.removeTo(store, new AuditTrail(keys), after, last, Actor.commandLine(), clock);
            if (gone.isEmpty()) {
                err.println("Somebody else has archived meanwhile, and nothing was archived here; try again");
                return FAILED;
            }
            file.stays();
            err.println(gone.getAsLong() + " rows are in " + file.path() + ", and no longer in the store");
            return 0;
        } catch (StoreException e) {
            if (e.forbidden()) {
                // All of it is in the store still, and the next try makes the file.
                throw new IOException(
                        "the role of DATABASE_URL may not INSERT into and DELETE from audit, and UPDATE audit_head: nothing"
                                + " was archived; run it as the role that owns the tables",
                        e);
            }
            // It may have been done, and not been heard of.
            file.stays();
            err.println("serai audit: " + e.explained() + ". Some of what is in " + file.path()
                    + " may be gone from the store: keep it, or delete it if serai audit export still begins with row "
                    + (after + 1));
            return FAILED;
        }
    }
}
