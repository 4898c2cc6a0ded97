package dev.serai.budgets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Under what names the processes of a folder have leased, beside the journal that says what they have spent: so the next one
 * knows which leases are its own to give back. Thread-safe.
 */
final class HolderFile {
    private final Path path;
    private final Set<String> names;
    private volatile Set<String> earlier;

    /** @throws IOException if it can't be read */
    HolderFile(Path folder) throws IOException {
        this.path = folder.resolve("budget-holders");
        this.names = new LinkedHashSet<>(
                Files.exists(path) ? Files.readAllLines(path, StandardCharsets.US_ASCII) : List.of());
        this.earlier = Set.copyOf(names);
    }

    /** Those of processes before this one. */
    Set<String> earlier() {
        return earlier;
    }

    synchronized void add(String name) throws IOException {
        if (names.add(name)) {
            write();
        }
    }

    synchronized void remove(String name) throws IOException {
        names.remove(name);
        write();
    }

    synchronized void forgetEarlier() throws IOException {
        names.removeAll(earlier);
        write();
        earlier = Set.of();
    }

    private void write() throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.write(next, names, StandardCharsets.US_ASCII);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
