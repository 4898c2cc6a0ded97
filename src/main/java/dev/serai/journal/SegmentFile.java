package dev.serai.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How a journal's segments are called: by numbers that go on from one process to the next, in the order of writing. Stateless. */
final class SegmentFile {
    private static final String ENDING = ".journal";

    private SegmentFile() {}

    static Path of(Path folder, long number) {
        return folder.resolve(String.format("%019d", number) + ENDING);
    }

    /** All that a folder has, the oldest first. */
    static List<Path> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d{19}\\.journal"))
                    .sorted()
                    .toList();
        }
    }

    static long number(Path segment) {
        String name = segment.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - ENDING.length()));
    }
}
