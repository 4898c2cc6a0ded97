package dev.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.config.Settings;
import dev.serai.journal.Journal;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the store and those behind it are told of requests that a process has begun and another finds in the journal. */
@Timeout(40)
class ReplayTest {
    @TempDir
    Path folder;

    private Store store;

    /** Remembers what it was told. Where it is refusing, the process dies before it is. */
    private static class Recording implements Settlement {
        final List<String> stored = new ArrayList<>();
        final List<String> kept = new ArrayList<>();
        int caughtUp;
        boolean refusing;

        @Override
        public Runnable storing(Statements statements, List<LedgerEntry> added) {
            List<String> ids = added.stream().map(Recording::text).toList();
            return () -> stored.addAll(ids);
        }

        @Override
        public void kept(List<LedgerEntry> entries) {
            if (refusing) {
                throw new IllegalStateException("killed");
            }
            entries.forEach(entry -> kept.add(text(entry)));
        }

        @Override
        public void caughtUp() {
            caughtUp++;
        }

        private static String text(LedgerEntry entry) {
            return entry.id() + " " + entry.finishReason();
        }
    }

    @BeforeEach
    void open() {
        store = Store.open(address("jdbc:sqlite:" + folder.resolve("serai.db")));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatAnEarlierProcessHasBegunIsInterruptedUnlessItHasEndedIt() throws IOException {
        try (Journal journal = journal()) {
            append(journal, Entries.open("ended-before"), Entries.open("begun"), Entries.of("ended-behind"));
            journal.seal();
            append(journal, Entries.of("ended-before"), Entries.open("ended-behind"));
        }
        Recording recording = new Recording();
        try (Journal journal = journal()) {
            replay(journal, recording, nobody()).run();
            assertThat(journal.sealed()).isEmpty();
        }
        assertThat(rows()).containsExactly("begun interrupted", "ended-before stop", "ended-behind stop");
        assertThat(recording.stored).containsExactlyInAnyOrderElementsOf(rows());
        assertThat(recording.kept).containsExactlyInAnyOrderElementsOf(rows());
        assertThat(recording.caughtUp).isOne();
        List<Integer> ofBudgets = store.read(statements -> statements.query(
                "SELECT COUNT(*) FROM ledger WHERE budget_nano_usd IS NOT NULL", row -> row.getInt(1)));
        assertThat(ofBudgets).containsExactly(0);
    }

    @Test
    void whatEndedInASegmentThatIsGoneIsNotInterrupted() throws IOException {
        killedWithAHeldSegment();
        Recording recording = new Recording();
        try (Journal journal = journal()) {
            replay(journal, recording, nobody()).run();
            assertThat(journal.sealed()).isEmpty();
        }
        assertThat(recording.kept).containsExactly("lasting interrupted");
        assertThat(recording.stored).containsExactly("lasting interrupted");
        assertThat(rows()).containsExactly("lasting interrupted", "short stop");
    }

    @Test
    void whatWasStoredButNotToldOfIsToldOfAgain() throws IOException {
        killedWithAHeldSegment();
        Recording recording = new Recording();
        recording.refusing = true;
        try (Journal journal = journal()) {
            assertThatThrownBy(replay(journal, recording, nobody())::run).hasMessage("killed");
        }
        assertThat(rows()).containsExactly("lasting interrupted", "short stop");
        recording.refusing = false;
        try (Journal journal = journal()) {
            replay(journal, recording, nobody()).run();
            assertThat(journal.sealed()).isEmpty();
        }
        assertThat(recording.kept).containsExactly("lasting interrupted");
        assertThat(recording.stored).containsExactly("lasting interrupted");
    }

    @Test
    void segmentsThatAreLeftAreReadOneAfterTheOther() throws IOException {
        try (Journal journal = journal()) {
            append(journal, Entries.of("first"), Entries.open("second"));
            journal.seal();
            append(journal, Entries.of("second"));
        }
        Path second = folder.resolve("journal/0000000000000000002.journal");
        Path away = Files.move(second, folder.resolve("away"));
        Files.createFile(second);
        Recording recording = new Recording();
        try (Journal journal = journal()) {
            Files.delete(second);
            Replay replay = replay(journal, recording, nobody());
            replay.run();
            assertThat(rows()).as("what was read before is stored").containsExactly("first stop");
            assertThat(recording.caughtUp).isZero();
            Files.move(away, second);
            replay.run();
            assertThat(journal.sealed()).isEmpty();
        }
        assertThat(recording.stored).containsExactly("first stop", "second stop");
        assertThat(recording.kept).containsExactly("first stop", "second stop");
        assertThat(recording.caughtUp).isOne();
    }

    @Test
    void nothingIsReadForAStoreThatIsAway() throws IOException {
        try (Journal journal = journal()) {
            append(journal, Entries.of("ended"));
        }
        Logger logger = (Logger) LoggerFactory.getLogger(Replay.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try (Journal journal = journal();
                Store away = Store.open(address("jdbc:postgresql://127.0.0.1:1/none?user=u"))) {
            // Whoever reads it finds no file.
            Files.delete(folder.resolve("journal/0000000000000000001.journal"));
            new Replay(journal, away, Settlement.NONE, nobody(), Long.MAX_VALUE).run();
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .singleElement()
                .extracting(line -> line.getThrowableProxy().getClassName())
                .isEqualTo(StoreException.class.getName());
    }

    @Test
    void whatHasEndedBesideALongRequestDoesNotFillTheJournal() throws IOException {
        try (Journal journal = journal()) {
            UnderWay underWay = nobody();
            Recording recording = new Recording();
            Replay replay = new Replay(journal, store, recording, underWay, 1);
            underWay.open("ended");
            underWay.open("lasting");
            append(journal, Entries.open("lasting"), Entries.of("a"), Entries.of("b"), Entries.open("ended"));
            append(journal, Entries.of("ended"));
            underWay.ended("ended");
            replay.run();
            assertThat(journal.sealed()).as("what has ended is gone").isEmpty();
            long rest = JournalLine.of(Entries.open("lasting")).length;
            assertThat(journal.bytes()).isEqualTo(rest);
            replay.run();
            List<Path> held = journal.sealed();
            assertThat(held).hasSize(1);
            replay.run();
            assertThat(journal.sealed()).as("and not written again and again").isEqualTo(held);
            assertThat(journal.bytes()).isEqualTo(rest);
            assertThat(recording.kept).containsExactly("a stop", "b stop", "ended stop");
        }
        Recording recording = new Recording();
        try (Journal journal = journal()) {
            replay(journal, recording, nobody()).run();
            assertThat(journal.sealed()).isEmpty();
        }
        assertThat(recording.kept).containsExactly("lasting interrupted");
        assertThat(rows()).containsExactly("a stop", "b stop", "ended stop", "lasting interrupted");
    }

    @Test
    void aSegmentStaysForWhatHasBegunWhileOthersWereStored() throws IOException {
        try (Journal journal = journal()) {
            UnderWay underWay = nobody();
            Recording recording = new Recording() {
                @Override
                public void caughtUp() {
                    underWay.open("late");
                    append(journal, Entries.open("late"));
                    journal.seal();
                }
            };
            Replay replay = replay(journal, recording, underWay);
            replay.run();
            assertThat(journal.sealed()).hasSize(1);
            append(journal, Entries.of("late"));
            underWay.ended("late");
            replay.run();
            assertThat(journal.sealed()).isEmpty();
            assertThat(recording.kept).containsExactly("late stop");
        }
    }

    @Test
    void aLongRequestThatWasWrittenAnewHasOneRow() throws IOException {
        Recording recording = new Recording();
        try (Journal journal = journal()) {
            UnderWay underWay = nobody();
            Replay replay = new Replay(journal, store, recording, underWay, 1);
            underWay.open("lasting");
            append(journal, Entries.open("lasting"), Entries.of("a"), Entries.of("b"));
            replay.run();
            append(journal, Entries.of("lasting"));
            underWay.ended("lasting");
            replay.run();
            assertThat(journal.sealed()).isEmpty();
            assertThat(journal.bytes()).isZero();
        }
        assertThat(recording.stored).containsExactly("a stop", "b stop", "lasting stop");
        assertThat(recording.kept).isEqualTo(recording.stored);
    }

    /** "short" has ended, and what said so is stored and gone; where it began is kept, since "lasting" goes on. */
    private void killedWithAHeldSegment() throws IOException {
        try (Journal journal = journal()) {
            UnderWay underWay = nobody();
            Recording recording = new Recording();
            Replay replay = replay(journal, recording, underWay);
            underWay.open("short");
            underWay.open("lasting");
            append(journal, Entries.open("short"), Entries.open("lasting"));
            replay.run();
            append(journal, Entries.of("short"));
            underWay.ended("short");
            replay.run();
            assertThat(journal.sealed()).hasSize(1);
            assertThat(recording.kept).containsExactly("short stop");
        }
    }

    private Journal journal() throws IOException {
        return new Journal(folder.resolve("journal"), 1 << 20);
    }

    private Replay replay(Journal journal, Settlement settlement, UnderWay underWay) {
        return new Replay(journal, store, settlement, underWay, Long.MAX_VALUE);
    }

    private static UnderWay nobody() {
        return new UnderWay(System::nanoTime);
    }

    private static void append(Journal journal, LedgerEntry... entries) {
        for (LedgerEntry entry : entries) {
            journal.append(JournalLine.of(entry));
        }
    }

    private List<String> rows() {
        return store.read(statements -> statements.query(
                "SELECT id, finish_reason FROM ledger ORDER BY id", row -> row.getString(1) + " " + row.getString(2)));
    }

    private static StoreAddress address(String url) {
        return Objects.requireNonNull(StoreAddress.of(Settings.only(Map.of("DATABASE_URL", url))));
    }
}
