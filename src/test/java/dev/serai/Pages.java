package dev.serai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The README and every page below docs/. */
final class Pages {
    static final Path README = Path.of("README.md");

    private Pages() {}

    static Stream<Path> all() {
        return Stream.concat(Stream.of(README), below(Path.of("docs"), ".md").stream());
    }

    /** Files whose name ends so, in order. */
    static List<Path> below(Path folder, String end) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
