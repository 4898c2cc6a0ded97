package dev.serai.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder that one process, and one journal of it, has to itself until it is closed or the process ends. */
final class FolderLock implements AutoCloseable {
    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** @throws IOException if it can't be written to, or somebody else has it */
    static FolderLock take(Path folder) throws IOException {
        FileChannel file =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                return new FolderLock(file);
            }
        } catch (OverlappingFileLockException e) {
            file.close();
            throw new IOException(folder + " is in use by another gateway of this process", e);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        throw new IOException(folder + " is in use by another process: each needs a folder of its own");
    }

    /** Gives the folder back: with the channel ends its lock. */
    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
