package dev.serai.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A disk that does not take what was written: it is counted each time, and told of once. */
class DiskSyncTest {
    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(DiskSync.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private boolean broken;

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(lines);
    }

    @Test
    void aFailedSyncIsCountedAndTheJournalGoesOn() throws IOException {
        DiskSync disk = new DiskSync(folder, file -> {
            if (broken) {
                throw new IOException("Input/output error");
            }
        });
        try (Journal journal = new Journal(folder, 1_000_000, disk)) {
            sync(journal, "one");
            assertThat(journal.syncFailures()).isZero();
            broken = true;
            sync(journal, "two");
            sync(journal, "three");
            assertThat(journal.syncFailures()).isEqualTo(2);
            assertThat(journal.failing()).isFalse();
            broken = false;
            sync(journal, "four");
            journal.seal();
            assertThat(journal.syncFailures()).isEqualTo(2);
            assertThat(Files.readString(journal.sealed().get(0))).isEqualTo("one\ntwo\nthree\nfour\n");
        }
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR, Level.WARN);
        assertThat(lines.list.get(0).getFormattedMessage()).contains(folder.toString(), "lost if the machine dies");
        assertThat(lines.list.get(1).getFormattedMessage()).contains("2 times");
    }

    private static void sync(Journal journal, String line) {
        journal.append((line + "\n").getBytes(UTF_8));
        journal.sync();
    }
}
