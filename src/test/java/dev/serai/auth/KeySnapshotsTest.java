package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MovableClock;
import dev.serai.audit.Actor;
import dev.serai.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("F26 when a snapshot of keys is written, and when it is read")
class KeySnapshotsTest {
    private static final Instant BEGIN = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(BEGIN);
    private KeySnapshotFile file;
    private StoredKeys stored;
    private ChangeFeed feed;
    private KeySnapshots snapshots;

    @BeforeEach
    void open() {
        file = new KeySnapshotFile(
                folder.resolve("keys.snapshot"), Peppers.of("pepper-of-a-test-0123456789-abcdefghijkl"), "one");
        stored = store();
        feed = feed(stored);
        snapshots = new KeySnapshots(file, feed, clock);
    }

    @AfterEach
    void close() {
        feed.close();
        stored.close();
    }

    private StoredKeys store() {
        StoredKeys opened = StoredKeys.open(
                Settings.only(Map.of(
                        "DATABASE_URL",
                        "jdbc:sqlite:" + folder.resolve("serai.db"),
                        "KEY_PEPPER",
                        "pepper-of-a-test-0123456789-abcdefghijkl")),
                clock);
        opened.store().prepare();
        return opened;
    }

    private ChangeFeed feed(StoredKeys of) {
        return new ChangeFeed(of, file, clock, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    /** Of a process that has never had an answer. */
    private ChangeFeed withoutTheStore() {
        StoredKeys gone = store();
        gone.close();
        return feed(gone);
    }

    private String used() {
        String id = stored.keys()
                .create(
                        new NewKey(
                                "alice", null, null, Set.of(), Set.of(), Globs.ALL, Globs.ALL, List.of(), Map.of(),
                                null),
                        Actor.commandLine())
                .key()
                .id();
        feed.poll();
        assertThat(feed.keys().find(id).join().found()).isNotNull();
        return id;
    }

    private List<String> kept() throws IOException {
        return file.read(clock.instant()).orElseThrow().keys().stream()
                .map(entry -> entry.key().id())
                .toList();
    }

    private Instant confirmed() throws IOException {
        return file.read(clock.instant()).orElseThrow().confirmedAt();
    }

    @Test
    void nothingIsWrittenBeforeTheStoreWasThere() throws IOException {
        snapshots.look(MINUTE);
        assertThat(file.read(BEGIN)).isEmpty();
        ChangeFeed without = withoutTheStore();
        without.poll();
        new KeySnapshots(file, without, clock).look(Duration.ZERO);
        assertThat(file.read(BEGIN)).isEmpty();
        without.close();
    }

    @Test
    void aChangeIsWrittenAtOnceAndTheTimeOnceAMinute() throws IOException {
        String key = used();
        snapshots.look(MINUTE);
        assertThat(kept()).containsExactly(key);
        byte[] first = Files.readAllBytes(folder.resolve("keys.snapshot"));
        clock.forward(Duration.ofSeconds(59));
        feed.poll();
        snapshots.look(MINUTE);
        assertThat(Files.readAllBytes(folder.resolve("keys.snapshot"))).isEqualTo(first);
        clock.forward(Duration.ofSeconds(1));
        feed.poll();
        snapshots.look(MINUTE);
        assertThat(confirmed()).isEqualTo(BEGIN.plusSeconds(60));
        clock.forward(Duration.ofSeconds(2));
        String later = used();
        snapshots.look(MINUTE);
        assertThat(kept()).as("the last looked up first").containsExactly(later, key);
        clock.forward(Duration.ofMinutes(-10));
        feed.poll();
        snapshots.look(MINUTE);
        assertThat(confirmed()).as("by a clock that was set back").isEqualTo(BEGIN.minusSeconds(538));
    }

    @Test
    void whatWasTakenBackIsGoneWithTheNextLook() throws IOException {
        String key = used();
        String other = used();
        snapshots.look(MINUTE);
        stored.keys().delete(key, true, Actor.commandLine());
        feed.poll();
        snapshots.look(MINUTE);
        assertThat(kept()).containsExactly(other);
        stored.keys().enable(other, false, Actor.commandLine());
        feed.poll();
        assertThat(feed.keys().find(other).join().found()).isNotNull();
        snapshots.look(MINUTE);
        assertThat(file.read(BEGIN).orElseThrow().keys())
                .singleElement()
                .matches(entry -> !entry.key().key().enabled());
    }

    @Test
    void whileTheStoreIsAwayTheTimeStaysThatOfItsLastWord() throws IOException {
        String key = used();
        snapshots.look(MINUTE);
        stored.close();
        clock.forward(Duration.ofMinutes(5));
        feed.poll();
        snapshots.look(MINUTE);
        snapshots.close();
        assertThat(confirmed()).isEqualTo(BEGIN);
        assertThat(kept()).containsExactly(key);
    }

    @Test
    void theEndOfTheProcessIsWrittenToo() throws IOException {
        String key = used();
        snapshots.look(MINUTE);
        clock.forward(Duration.ofSeconds(30));
        feed.poll();
        snapshots.close();
        assertThat(confirmed()).isEqualTo(BEGIN.plusSeconds(30));
        assertThat(file.read(clock.instant()).orElseThrow().keys())
                .containsExactly(new KeySnapshot.Entry(stored.keys().held(key).orElseThrow(), BEGIN));
    }

    @Test
    void whatCantBeBroughtUpToDateIsDeleted() throws IOException {
        String key = used();
        snapshots.look(MINUTE);
        stored.keys().delete(key, true, Actor.commandLine());
        feed.poll();
        Path inTheWay = Files.createDirectories(folder.resolve("keys.snapshot.new/x"));
        snapshots.look(MINUTE);
        assertThat(file.read(BEGIN)).isEmpty();
        Files.delete(inTheWay);
        snapshots.look(MINUTE);
        assertThat(kept()).isEmpty();
    }

    @Test
    void isReadOnceAndOnlyWhereTheStoreHasNotBeenThere() throws IOException {
        String key = used();
        snapshots.look(MINUTE);
        clock.forward(Duration.ofMinutes(1));
        ChangeFeed next = withoutTheStore();
        assertThat(next.usable()).isFalse();
        next.poll();
        assertThat(next.usable()).isTrue();
        assertThat(next.away()).isTrue();
        assertThat(next.confirmedAt()).as("not by this process").isNull();
        assertThat(next.keys().find(key).join().found()).isNotNull();
        next.forget(Set.of(key));
        next.poll();
        assertThat(next.keys().find(key).join().unavailable()).as("once").isTrue();
        next.close();

        ChangeFeed changedHere = withoutTheStore();
        changedHere.forget(Set.of("another00000"));
        changedHere.poll();
        assertThat(changedHere.keys().find(key).join().unavailable()).isTrue();
        changedHere.close();

        ChangeFeed late = feed(stored);
        late.poll();
        stored.close();
        late.poll();
        assertThat(late.keys().find(key).join().unavailable()).isTrue();
        late.close();
    }

    @Test
    void noKeyThatIsGoodMakesNobodyReady() throws IOException {
        String key = used();
        stored.keys().enable(key, false, Actor.commandLine());
        feed.poll();
        assertThat(feed.keys().find(key).join().found()).isNotNull();
        snapshots.look(MINUTE);
        ChangeFeed next = withoutTheStore();
        next.poll();
        assertThat(next.usable()).isFalse();
        assertThat(next.keys().find(key).join().found()).isNotNull();
        next.close();
    }

    @Test
    void whatTheStoreHasSaidOfAKeyIsNewerThanASnapshot() {
        try (Ring<String> ring = new Ring<>(
                "test-ring",
                id -> id.equals("here") ? Optional.of("new") : Optional.empty(),
                () -> false,
                clock::millis)) {
            assertThat(ring.find("here").join().found()).isEqualTo("new");
            assertThat(ring.find("gone").join().found()).isNull();
            ring.restore("here", "old", 5);
            ring.restore("gone", "old", 5);
            ring.restore("other", "old", 5);
            assertThat(ring.find("here").join().found()).isEqualTo("new");
            assertThat(ring.find("gone").join().found()).isNull();
            assertThat(ring.find("other").join().found()).isEqualTo("old");
        }
    }
}
