package dev.serai.auth;

import dev.serai.config.Settings;
import dev.serai.journal.JournalFolder;
import dev.serai.store.Seal;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A {@link KeySnapshot} on the disk: a line that says its form, the pepper's version and the time of the store's last word, and the keys,
 * sealed under a key that is derived from the pepper and bound to that line and to the database. Blocks; one thread at a time writes.
 */
final class KeySnapshotFile {
    /** For how long keys go on that the store has said nothing against. */
    static final Duration LONGEST_AGE = Duration.ofNanos(Ring.GRACE);

    private static final String VARIABLE = "KEY_SNAPSHOT_FILE";
    private static final String OFF = "off";
    private static final String PURPOSE = "serai keys snapshot";
    private static final int FORM = 1;
    private static final Pattern HEADER = Pattern.compile("serai-keys (\\d{1,6}) (\\d{1,6}) (\\d{1,15})");

    /** Tens of thousands of keys. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final long LONGEST_FILE = 2L * MOST_BYTES;

    /** Clocks of one machine that are set now and then. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Path file;
    private final Peppers peppers;
    private final String database;
    private final SecureRandom random = new SecureRandom();

    /** @param database which one it is of; no other one's keys are read */
    KeySnapshotFile(Path file, Peppers peppers, String database) {
        this.file = file;
        this.peppers = peppers;
        this.database = database;
    }

    /** Null where none is wanted: it is switched off, or the store is a file, which can't be away. */
    static @Nullable KeySnapshotFile of(Settings settings, StoreAddress address, Peppers peppers) {
        Path file = address.file() == null ? path(settings, address) : null;
        // Without what stands behind the question mark: a new password is no new database.
        return file == null
                ? null
                : new KeySnapshotFile(file, peppers, address.url().split("\\?", 2)[0]);
    }

    private static @Nullable Path path(Settings settings, StoreAddress address) {
        String text = settings.text(VARIABLE, "");
        if (text.equals(OFF)) {
            return null;
        }
        return text.isEmpty() ? JournalFolder.of(settings, address).resolve("keys.snapshot") : Path.of(text);
    }

    /** Notes in the settings what is wrong with them. */
    static void check(Settings settings) {
        String text = settings.text(VARIABLE, OFF);
        try {
            if (!Files.isDirectory(Path.of(text))) {
                return;
            }
        } catch (InvalidPathException e) {
            // Said below: it is no file either.
        }
        settings.problem(VARIABLE, "\"" + text + "\" is no file; off does without one", Set.of(OFF));
    }

    /** All of it or nothing, and for its owner alone; as many of the keys as 4 MiB hold, the first of them. */
    void write(KeySnapshot snapshot) throws IOException {
        int version = peppers.current();
        String header = "serai-keys " + FORM + " " + version + " "
                + snapshot.confirmedAt().toEpochMilli();
        byte[] keys = KeySnapshotJson.write(snapshot.keys(), MOST_BYTES);
        String sealed = Seal.close(peppers.derive(version, PURPOSE), owner(header), keys, random);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        // One may be left of a process that was killed.
        Files.deleteIfExists(draft);
        Store.createForOwner(draft);
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap((header + "\n" + sealed + "\n").getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** There is none from now on. */
    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /**
     * The keys that go on, without those of a pepper that is gone.
     *
     * @param now of the clock that wrote it
     * @return empty if there is no file
     * @throws IOException if it is not to be believed; its message says why, for a person
     */
    Optional<KeySnapshot> read(Instant now) throws IOException {
        String text;
        try {
            if (Files.size(file) > LONGEST_FILE) {
                throw new IOException("it is longer than any snapshot of keys");
            }
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        String[] lines = text.split("\n", -1);
        Matcher header = HEADER.matcher(lines[0]);
        if (!header.matches() || lines.length != 3 || !lines[2].isEmpty()) {
            throw new IOException("it is no snapshot of keys, or not all of one");
        }
        if (Integer.parseInt(header.group(1)) != FORM) {
            throw new IOException("another release wrote it, in a form that this one does not know");
        }
        Instant confirmedAt = Instant.ofEpochMilli(Long.parseLong(header.group(3)));
        List<KeySnapshot.Entry> keys =
                KeySnapshotJson.read(opened(Integer.parseInt(header.group(2)), lines[0], lines[1]));
        if (confirmedAt.isAfter(now.plus(AHEAD))) {
            throw new IOException("it is of " + confirmedAt + ", and by this machine's clock that is still to come");
        }
        if (!confirmedAt.plus(LONGEST_AGE).isAfter(now)) {
            throw new IOException("it is of " + confirmedAt + ", and without the store's word keys go on for "
                    + LONGEST_AGE.toMinutes() + " minutes");
        }
        return Optional.of(new KeySnapshot(
                confirmedAt,
                keys.stream()
                        .filter(entry -> peppers.versions()
                                .contains(entry.key().kept().hash().pepperVersion()))
                        .toList()));
    }

    private byte[] opened(int version, String header, String sealed) throws IOException {
        if (!peppers.versions().contains(version)) {
            throw new IOException("it was sealed with pepper " + version + ", which KEY_PEPPER does not have");
        }
        try {
            return Seal.open(peppers.derive(version, PURPOSE), owner(header), sealed);
        } catch (IllegalArgumentException e) {
            throw new IOException("somebody has changed it, or it is of another pepper or another database", e);
        }
    }

    private String owner(String header) {
        return header + "\n" + database;
    }

    /** How old what was said at a time is, in nanoseconds, and never less than nothing. */
    static long nanosSince(Instant then, Instant now) {
        return TimeUnit.MILLISECONDS.toNanos(Math.max(0, now.toEpochMilli() - then.toEpochMilli()));
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
