package dev.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import dev.serai.journal.Journal;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.TestingPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the journal into the store: once, whatever happens in between. */
@Timeout(40)
class LedgerStoreTest {
    @TempDir
    Path folder;

    @Test
    void aSegmentThatIsStoredTwiceCountsOnce() throws IOException {
        storedTwiceCountsOnce("jdbc:sqlite:" + folder.resolve("serai.db"));
    }

    @Test
    void inPostgresqlToo() throws IOException {
        storedTwiceCountsOnce(TestingPostgres.database());
    }

    private void storedTwiceCountsOnce(String url) throws IOException {
        byte[] torn = JournalLine.of(Entries.of("never"));
        try (Store store = Store.open(address(url));
                Journal journal = new Journal(folder.resolve("journal"), 1 << 20)) {
            Replay replay = new Replay(journal, store, Settlement.NONE, new UnderWay(System::nanoTime), Long.MAX_VALUE);
            for (int i = 0; i < 2; i++) {
                journal.append(JournalLine.of(Entries.of("first")));
                journal.append(JournalLine.of(Entries.of("second")));
                journal.append(java.util.Arrays.copyOf(torn, torn.length - 7));
                replay.run();
                assertThat(journal.sealed()).isEmpty();
            }
            assertThat(ids(store)).containsExactly("first", "second");
            List<Long> costs = store.read(
                    statements -> statements.query("SELECT cost_nano_usd FROM ledger", row -> row.getLong(1)));
            // 0.0069499750001 dollars
            assertThat(costs).containsOnly(6_949_975L);
        }
    }

    @Test
    void aStoreThatIsAwayIsCaughtUpWith() throws Exception {
        String url = "jdbc:sqlite:" + folder.resolve("serai.db");
        try (Ledger ledger = open(Map.of("DATABASE_URL", url, "LEDGER_ENABLED", "true"));
                Store store = Store.open(address(url));
                Connection other = DriverManager.getConnection(url);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            statement.execute("DELETE FROM ledger");
            ledger.append(Entries.of("while-away"));
            await(() -> ledger.status().equals("behind"));
            assertThat(ledger.accepting()).isTrue();
            assertThat(ledger.journalBytes()).isPositive();
            statement.execute("ROLLBACK");
            await(() -> ledger.status().equals("ok") && ids(store).contains("while-away"));
            await(() -> ledger.journalBytes() == 0);
        }
    }

    @Test
    void aFullJournalTakesNoRequestsUnlessItWasChosen() {
        Map<String, String> small = Map.of(
                "DATABASE_URL",
                "jdbc:postgresql://127.0.0.1:1/none?user=u",
                "LEDGER_ENABLED",
                "true",
                "LEDGER_JOURNAL",
                folder.resolve("small").toString(),
                "LEDGER_JOURNAL_LIMIT",
                "10");
        try (Ledger ledger = open(small)) {
            assertThat(ledger.accepting()).isTrue();
            ledger.append(Entries.of("one"));
            assertThat(ledger.accepting()).isFalse();
            assertThat(ledger.status()).isEqualTo("full");
            long before = ledger.journalBytes();
            ledger.append(Entries.of("under way"));
            assertThat(ledger.journalBytes()).isGreaterThan(before);
        }
        Map<String, String> allowing = new java.util.HashMap<>(small);
        allowing.put("LEDGER_ON_FULL", "allow");
        try (Ledger ledger = open(allowing)) {
            assertThat(ledger.status()).isEqualTo("full");
            assertThat(ledger.accepting()).isTrue();
            ledger.append(Entries.of("lost"));
            assertThat(ledger.lost()).isEqualTo(1);
        }
    }

    @Test
    void aChangedSegmentIsPutAsideForAPerson() throws IOException {
        try (Store store = Store.open(address("jdbc:sqlite:" + folder.resolve("serai.db")));
                Journal journal = new Journal(folder.resolve("journal"), 1 << 20)) {
            byte[] changed = JournalLine.of(Entries.of("changed"));
            changed[40] ^= 1;
            journal.append(JournalLine.of(Entries.of("good")));
            journal.append(changed);
            new Replay(journal, store, Settlement.NONE, new UnderWay(System::nanoTime), Long.MAX_VALUE).run();
            assertThat(ids(store)).containsExactly("good");
            assertThat(folder.resolve("journal/0000000000000000001.journal.damaged"))
                    .exists();
            assertThat(journal.sealed()).isEmpty();
        }
    }

    private static Ledger open(Map<String, String> settings) {
        return Objects.requireNonNull(Ledger.open(Settings.only(settings), false, Clock.systemUTC(), Settlement.NONE));
    }

    private static StoreAddress address(String url) {
        return Objects.requireNonNull(StoreAddress.of(Settings.only(Map.of("DATABASE_URL", url))));
    }

    private static List<String> ids(Store store) {
        return store.read(statements -> statements.query("SELECT id FROM ledger ORDER BY id", row -> row.getString(1)));
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(Condition condition) throws SQLException, InterruptedException {
        while (!condition.holds()) {
            Thread.sleep(50);
        }
    }
}
