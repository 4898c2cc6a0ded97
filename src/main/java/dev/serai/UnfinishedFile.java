package dev.serai;

import dev.serai.store.Store;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new file of a command, for its owner alone, which goes with the command unless that says that it stays. For one thread. */
final class UnfinishedFile implements AutoCloseable {
    private final Path path;
    private boolean stays;

    /**
     * Makes an empty one.
     *
     * @throws FileAlreadyExistsException if there is one, which stays as it is
     */
    UnfinishedFile(Path path) throws IOException {
        Store.createForOwner(path);
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** It is whole, or may be the only one that has what is in it. */
    void stays() {
        stays = true;
    }

    @Override
    public void close() throws IOException {
        if (!stays) {
            Files.deleteIfExists(path);
        }
    }
}
