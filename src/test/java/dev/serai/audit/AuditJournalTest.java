package dev.serai.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.audit.AuditTrail.Entry;
import dev.serai.journal.Journal;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the journal into the chain: each event once, whatever happens in between, and few rows for many that are alike. */
class AuditJournalTest {
    private static final ChainKeys KEYS = new ChainKeys(1, Map.of(1, new byte[32]));

    @TempDir
    Path folder;

    private Store store;
    private AuditTrail trail;

    @BeforeEach
    void open() {
        store = Store.open(StoreAddress.ofFile(folder.resolve("serai.db")));
        store.prepare();
        trail = new AuditTrail(KEYS, "here");
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static AuditLine accepted(int number, String key) {
        return new AuditLine(
                "p-" + number,
                AuditEvent.of(
                        1_790_000_000_000L + number,
                        Audit.ACCEPTED,
                        Actor.ofKey(key, "10.0.0.1", "req_" + number),
                        null,
                        Map.of("name", key)));
    }

    private static AuditLine refused(int number, String claimed) {
        return new AuditLine(
                "r-" + number,
                AuditEvent.of(
                        1_790_000_000_000L + number,
                        Audit.REFUSED,
                        Actor.nobody("10.0.0.9", "req_" + number),
                        null,
                        Map.of("code", "invalid_api_key", Gathering.CLAIMED, claimed)));
    }

    private AuditVerification.Report verified() {
        return new AuditVerification(KEYS, List.of()).run(store);
    }

    @Test
    void aSegmentThatIsStoredTwiceIsThereOnce() throws IOException {
        byte[] torn = accepted(9, "never").bytes();
        try (Journal journal = new Journal(folder.resolve("journal"), 1 << 20)) {
            AuditReplay replay = new AuditReplay(journal, store, trail);
            for (int i = 0; i < 2; i++) {
                journal.append(accepted(1, "alice").bytes());
                journal.append(accepted(2, "bob").bytes());
                journal.append(Arrays.copyOf(torn, torn.length - 7));
                replay.run();
                assertThat(journal.sealed()).isEmpty();
            }
        }
        assertThat(verified().rows()).isEqualTo(2);
        assertThat(verified().faults()).isEmpty();
    }

    @Test
    void whatAProcessHasLeftIsStoredAfterTheNextStart() throws IOException {
        try (Journal journal = new Journal(folder.resolve("journal"), 1 << 20)) {
            journal.append(accepted(1, "alice").bytes());
        }
        try (Journal next = new Journal(folder.resolve("journal"), 1 << 20)) {
            new AuditReplay(next, store, trail).run();
            assertThat(next.bytes()).isZero();
        }
        assertThat(verified().rows()).isEqualTo(1);
    }

    @Test
    void aChangedSegmentIsPutAsideForAPerson() throws IOException {
        byte[] changed = accepted(2, "mallory").bytes();
        changed[40] ^= 1;
        try (Journal journal = new Journal(folder.resolve("journal"), 1 << 20)) {
            journal.append(accepted(1, "alice").bytes());
            journal.append(changed);
            new AuditReplay(journal, store, trail).run();
            assertThat(journal.sealed()).isEmpty();
        }
        assertThat(verified().rows()).isEqualTo(1);
        assertThat(Files.exists(folder.resolve("journal/0000000000000000001.journal.damaged")))
                .isTrue();
    }

    @Test
    void aRowHasAHundredRequestsAtMostAndEachIsThere() {
        List<AuditLine> lines = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            lines.add(accepted(i, i % 50 == 49 ? "bob" : "alice"));
        }
        List<Entry> entries = Gathering.of(lines);
        assertThat(entries).hasSize(4);
        assertThat(entries.stream().mapToLong(Entry::times).sum()).isEqualTo(250);
        assertThat(entries).allMatch(entry -> entry.times() <= 100);
        String details = entries.stream().map(Entry::details).reduce("", String::concat);
        for (int i = 0; i < 250; i++) {
            assertThat(details).contains("\"req_" + i + "\"");
        }
        assertThat(Gathering.of(lines)).isEqualTo(entries);
    }

    @Test
    void whoeverMakesUpKeysGetsNoRowForEach() {
        List<AuditLine> lines = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            lines.add(refused(i, "guess" + i));
        }
        List<Entry> entries = Gathering.of(lines);
        assertThat(entries).hasSize(50 + 10);
        assertThat(entries.stream().mapToLong(Entry::times).sum()).isEqualTo(1_000);
        assertThat(entries.get(59).details()).contains("\"claimed_key\":\"several\"", "\"req_999\"");
    }

    @Test
    void changesAreNeverPutTogether() {
        List<AuditLine> lines = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            lines.add(new AuditLine(
                    "c-" + i,
                    AuditEvent.of(
                            1_790_000_000_000L, "configuration.reloaded", Actor.GATEWAY, "configuration:mapping")));
        }
        assertThat(Gathering.of(lines)).hasSize(3);
    }

    @Test
    void anEndThatWasToldAndIsGoneIsSaid() {
        HeadWatch heads = new HeadWatch(store);
        store.write(statements -> {
            trail.record(statements, List.of(entry(1), entry(2)));
            return null;
        });
        heads.run();
        assertThat(heads.intact()).isTrue();
        assertThat(heads.seq()).isEqualTo(2);
        AuditHead head = store.read(AuditHead::read);
        assertThat(String.format("%012x", heads.check())).isEqualTo(head.hash().substring(0, 12));
        store.write(statements -> {
            statements.update("DROP TRIGGER audit_loses_no_rows");
            statements.update("DROP TRIGGER audit_head_goes_on");
            statements.update("DELETE FROM audit WHERE seq = 2");
            statements.update("UPDATE audit_head SET seq = 1, hash = (SELECT hash FROM audit WHERE seq = 1)");
            trail.record(statements, List.of(entry(3)));
            return null;
        });
        assertThat(verified().intact()).isTrue();
        heads.run();
        assertThat(heads.intact()).isFalse();
    }

    private static Entry entry(int number) {
        AuditLine line = accepted(number, "alice");
        return new Entry(line.id(), line.event(), line.event().at(), 1, null);
    }
}
