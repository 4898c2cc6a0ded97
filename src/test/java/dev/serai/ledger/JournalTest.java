package dev.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final byte[] LINE = JournalLine.of(Entries.of("one"));

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsThereBeforeAnySync() throws IOException {
        try (Journal journal = new Journal(folder, 1 << 20)) {
            assertThat(journal.append(LINE)).isTrue();
            assertThat(journal.bytes()).isEqualTo(LINE.length);
            assertThat(Files.readAllBytes(folder.resolve("0000000000000000001.journal")))
                    .isEqualTo(LINE);
        }
    }

    @Test
    void anInterruptedRequestClosesItForNobody() throws IOException {
        try (Journal journal = new Journal(folder, 1 << 20)) {
            Thread.currentThread().interrupt();
            assertThat(journal.append(LINE)).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(journal.append(LINE)).isTrue();
        }
    }

    @Test
    void aLongSegmentIsSealedAndLeftToTheNextProcess() throws IOException {
        try (Journal journal = new Journal(folder, 1)) {
            journal.append(LINE);
            journal.sync();
            journal.append(LINE);
            assertThat(journal.sealed()).hasSize(1);
        }
        try (Journal next = new Journal(folder, 1)) {
            assertThat(next.sealed()).hasSize(2);
            assertThat(next.bytes()).isEqualTo(2L * LINE.length);
            next.stored(next.sealed().get(0));
            assertThat(next.sealed()).hasSize(1);
            assertThat(next.bytes()).isEqualTo(LINE.length);
        }
    }

    @Test
    void aFolderIsOneProcessOwn() throws IOException {
        try (Journal journal = new Journal(folder, 1)) {
            assertThatThrownBy(() -> new Journal(folder, 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
            assertThat(journal.append(LINE)).isTrue();
        }
        new Journal(folder, 1).close();
    }

    @Test
    void idsDifferAndGoWithTheTime() {
        LedgerIds ids = new LedgerIds(Clock.systemUTC());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = ids.next();
            assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(seen.add(id)).isTrue();
        }
    }
}
