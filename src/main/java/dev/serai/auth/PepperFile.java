package dev.serai.auth;

import dev.serai.store.Store;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pepper of a store that is a file, where {@code KEY_PEPPER} is unset: made once, and kept beside it. Pure functions. */
final class PepperFile {
    private static final Logger LOG = LoggerFactory.getLogger(PepperFile.class);
    private static final int BYTES = 32;
    private static final int LEAST_CHARACTERS = 32;
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PepperFile() {}

    /** Where it is: {@code serai.pepper} beside {@code serai.db}. */
    static Path beside(Path database) {
        String name = database.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return database.toAbsolutePath().resolveSibling((dot < 1 ? name : name.substring(0, dot)) + ".pepper");
    }

    /**
     * What is in it; made if it is not there.
     *
     * @throws IOException if it can't be read or made, or is no pepper
     */
    static String read(Path file) throws IOException {
        if (!Files.exists(file)) {
            make(file);
        }
        String pepper = Files.readString(file).strip();
        if (pepper.length() < LEAST_CHARACTERS) {
            throw new IOException(file + " holds no pepper");
        }
        warnIfOpen(file);
        return pepper;
    }

    /** Whole or not at all: another process may make it at the same moment, and then that one's counts. */
    private static void make(Path file) throws IOException {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        Path draft = file.resolveSibling(file.getFileName() + "."
                + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId());
        Store.createForOwner(draft);
        try {
            write(draft, Base64.getEncoder().encodeToString(bytes) + "\n");
            link(file, draft);
            sync(file.toAbsolutePath().getParent());
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** On the disk before a key is hashed with it: that is there after a power cut, too. */
    private static void write(Path draft, String pepper) throws IOException {
        try (FileOutputStream out = new FileOutputStream(draft.toFile())) {
            out.write(pepper.getBytes(StandardCharsets.US_ASCII));
            out.getFD().sync();
        }
    }

    private static void link(Path file, Path draft) throws IOException {
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another process made {}", file);
        } catch (UnsupportedOperationException e) {
            Files.move(draft, file);
        }
    }

    /** The names in it: of a file that is on the disk a power cut may leave none. Only where folders can be opened. */
    private static void sync(Path folder) throws IOException {
        if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            return;
        }
        try (FileChannel names = FileChannel.open(folder)) {
            names.force(true);
        } catch (IOException e) {
            LOG.warn("{} can't be brought to the disk: a power cut now may lose the pepper in it", folder, e);
        }
    }

    private static void warnIfOpen(Path file) throws IOException {
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && !OWNERS.containsAll(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS))) {
            LOG.warn("{} can be read by others than its owner: chmod 600 it", file);
        }
    }
}
