package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.allowances.Allowance;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Limits;
import dev.serai.allowances.Rates;
import dev.serai.config.Settings;
import dev.serai.store.StoreAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("F26 the snapshot of keys on the disk")
class KeySnapshotFileTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final String PEPPER = "pepper-canary-0123456789-abcdefghijkl";
    private static final String DATABASE = "jdbc:postgresql://db/serai";
    private static final Allowance SOME = new Allowance(
            new Limits(new Rates(60L, null, null, 2L), Map.of("gpt-4o*", new Rates(null, 5L, null, null))),
            List.of(new Budget(Budget.Period.DAY, 10, 5L, "gpt-*"), new Budget(Budget.Period.TOTAL, 70, null, null)),
            512);
    private static final Allowance OF_TEAM = new Allowance(Limits.of(new Rates(null, 7L, 3L, null)), List.of(), null);

    /** Of everything something. */
    private static final ApiKey FULL = new ApiKey(
            new Caller(
                    "aliceskey000",
                    "alice \u00e9\n\u2028",
                    "owner-canary@example.com",
                    "research",
                    Set.of(Role.ADMIN, Role.VIEWER),
                    Set.of(Caller.NATIVE_ALL),
                    new Globs(List.of("gpt-*", "o3")),
                    Globs.ALL,
                    SOME,
                    OF_TEAM,
                    true),
            new KeyHash(1, "hash-canary-0123456789abcdef"),
            true,
            ranges("10.0.0.0/8", "::1"),
            Map.of("email", "alice@example.com"),
            NOW.minusSeconds(3_600),
            NOW.plusSeconds(3_600),
            "nextkey00000",
            "makerskey000",
            "factor000000");

    /** With less than its maker, and so with nothing in common where addresses are concerned. */
    private static final HeldKey HELD = HeldKey.of(List.of(FULL, maker()));

    private static final HeldKey PLAIN = HeldKey.of(List.of(plain("bobskey00000", 1)));
    private static final HeldKey ORPHAN =
            HeldKey.of(List.of(plain("orphanskey00", 1).madeBy("gonekey00000")));
    private static final KeySnapshot SNAPSHOT = new KeySnapshot(
            NOW, List.of(entry(HELD, NOW), entry(PLAIN, NOW.minusSeconds(5)), entry(ORPHAN, NOW.minusSeconds(60))));

    @TempDir
    Path folder;

    private static ApiKey maker() {
        Caller caller = new Caller(
                "makerskey000",
                "maker",
                null,
                null,
                Set.of(Role.OPERATOR),
                Set.of(),
                new Globs(List.of("*-mini", "gpt-4o")),
                new Globs(List.of("openai")));
        return new ApiKey(
                caller,
                new KeyHash(1, "00"),
                true,
                ranges("192.168.0.0/16"),
                Map.of(),
                NOW,
                NOW.plusSeconds(60),
                null,
                null,
                null);
    }

    private static ApiKey plain(String id, int pepper) {
        return new ApiKey(
                new Caller(id, "plain", null, null, Set.of(), Set.of(), Globs.ALL, new Globs(List.of())),
                new KeyHash(pepper, "00"),
                false,
                List.of(),
                Map.of(),
                NOW,
                null,
                null,
                null,
                null);
    }

    private static List<IpRange> ranges(String... texts) {
        return Stream.of(texts)
                .map(text -> Objects.requireNonNull(IpRange.of(text)))
                .toList();
    }

    private static KeySnapshot.Entry entry(HeldKey key, Instant lookedUpAt) {
        return new KeySnapshot.Entry(key, lookedUpAt);
    }

    private Path path() {
        return folder.resolve("below/keys.snapshot");
    }

    private KeySnapshotFile file(Peppers peppers, String database) {
        return new KeySnapshotFile(path(), peppers, database);
    }

    private KeySnapshotFile file() {
        return file(Peppers.of(PEPPER), DATABASE);
    }

    private static Peppers peppers(String text) {
        return Objects.requireNonNull(Peppers.of(Settings.only(Map.of("KEY_PEPPER", text))));
    }

    private void assertRefused(KeySnapshotFile file, Instant now, String why) {
        assertThatThrownBy(() -> file.read(now)).isInstanceOf(IOException.class).hasMessageContaining(why);
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        assertThat(file().read(NOW)).as("before it is there").isEmpty();
        file().write(SNAPSHOT);
        KeySnapshot read = file().read(NOW.plusSeconds(1)).orElseThrow();
        assertThat(read).usingRecursiveComparison().isEqualTo(SNAPSHOT);
        HeldKey held = read.keys().get(0).key();
        assertThat(held.key().caller().roles()).containsExactlyInAnyOrder(Role.OPERATOR, Role.VIEWER);
        assertThat(Stream.of("gpt-4o", "gpt-5", "o3", "o3-mini")
                        .filter(held.key().caller().models()::allow))
                .containsExactly("gpt-4o");
        assertThat(Stream.of("10.0.0.1", "192.168.0.1", "::1").filter(held.key()::takes))
                .as("from nowhere")
                .isEmpty();
        assertThat(held.ended(NOW.plusSeconds(60))).as("with its maker").isTrue();
        assertThat(read.keys().get(2).key().good(NOW)).isFalse();
    }

    @Test
    void isItsOwnersAloneAndSaysNothingInPlain() throws IOException {
        file().write(SNAPSHOT);
        assertThat(Files.getPosixFilePermissions(path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(path(), StandardCharsets.ISO_8859_1))
                .startsWith("serai-keys 1 1 " + NOW.toEpochMilli() + "\n")
                .doesNotContain("canary", "alice", "bobskey", "makerskey", "research", "gpt");
        try (Stream<Path> files = Files.list(path().getParent())) {
            assertThat(files).as("no draft is left").containsExactly(path());
        }
        byte[] once = Files.readAllBytes(path());
        file().write(SNAPSHOT);
        assertThat(Files.readAllBytes(path())).as("under another nonce").isNotEqualTo(once);
    }

    @Test
    void isRefusedWithAnyBitChanged() throws IOException {
        file().write(SNAPSHOT);
        byte[] whole = Files.readAllBytes(path());
        int unseen = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(path(), changed);
            try {
                // The last character of base64 has bits that are of no byte.
                assertThat(file().read(NOW))
                        .as("byte " + i)
                        .get()
                        .usingRecursiveComparison()
                        .isEqualTo(SNAPSHOT);
                assertThat(i).isGreaterThan(whole.length - 5);
                unseen++;
            } catch (IOException refused) {
                assertThat(refused.getMessage()).isNotBlank().doesNotContain("\n");
            }
        }
        assertThat(unseen).isLessThan(2);
    }

    @Test
    void isRefusedIfItWasCutShort() throws IOException {
        file().write(SNAPSHOT);
        byte[] whole = Files.readAllBytes(path());
        for (int length = 0; length < whole.length; length++) {
            Files.write(path(), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> file().read(NOW)).as("bytes").isInstanceOf(IOException.class);
        }
        Files.write(path(), Arrays.copyOf(whole, whole.length + 1));
        assertRefused(file(), NOW, "it is no snapshot of keys");
    }

    @Test
    void isRefusedWithAnotherPepperOrOfAnotherDatabase() throws IOException {
        file().write(SNAPSHOT);
        String other = "another-pepper-0123456789-abcdefghijk";
        assertRefused(file(Peppers.of(other), DATABASE), NOW, "another pepper or another database");
        assertRefused(file(Peppers.of(PEPPER), DATABASE + "2"), NOW, "another pepper or another database");
        assertRefused(
                file(peppers("2:" + other), DATABASE), NOW, "sealed with pepper 1, which KEY_PEPPER does not have");
        assertThat(file(peppers("2:" + other + ",1:" + PEPPER), DATABASE).read(NOW))
                .as("while the old one is still there")
                .isPresent();
    }

    @Test
    void leavesOutKeysWhosePepperIsGone() throws IOException {
        String fresh = "2:another-pepper-0123456789-abcdefghijk";
        HeldKey later = HeldKey.of(List.of(plain("laterkey0000", 2)));
        file(peppers(fresh + ",1:" + PEPPER), DATABASE)
                .write(new KeySnapshot(NOW, List.of(entry(PLAIN, NOW), entry(later, NOW))));
        assertThat(file(peppers(fresh), DATABASE).read(NOW).orElseThrow().keys())
                .singleElement()
                .extracting(entry -> entry.key().id())
                .isEqualTo("laterkey0000");
    }

    @Test
    void isRefusedAQuarterOfAnHourAfterTheStoresLastWord() throws IOException {
        file().write(SNAPSHOT);
        assertThat(file().read(NOW.plus(Duration.ofMinutes(15)).minusMillis(1))).isPresent();
        assertRefused(file(), NOW.plus(Duration.ofMinutes(15)), "keys go on for 15 minutes");
        assertThat(file().read(NOW.minusSeconds(60))).as("a clock that was set").isPresent();
        assertRefused(file(), NOW.minusSeconds(61), "still to come");
    }

    @Test
    void isRefusedInAFormThatIsNotKnown() throws IOException {
        file().write(SNAPSHOT);
        Files.writeString(path(), Files.readString(path()).replaceFirst("serai-keys 1", "serai-keys 2"));
        assertRefused(file(), NOW, "another release wrote it");
        Files.write(path(), new byte[9 * 1024 * 1024]);
        assertRefused(file(), NOW, "longer than any snapshot");
    }

    @Test
    void isWrittenOverWhatAKilledProcessLeft() throws IOException {
        file().write(SNAPSHOT);
        Files.writeString(folder.resolve("below/keys.snapshot.new"), "serai-keys 1 1 17");
        assertThat(file().read(NOW)).as("the one before").isPresent();
        file().write(new KeySnapshot(NOW.plusSeconds(9), List.of()));
        assertThat(file().read(NOW).orElseThrow().confirmedAt()).isEqualTo(NOW.plusSeconds(9));
    }

    @Test
    void holdsThoseThatWereLookedUpLast() throws IOException {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        List<KeySnapshot.Entry> many = IntStream.range(0, 5_000)
                .mapToObj(i -> entry(HeldKey.of(List.of(plain("k" + i + "x" + random.nextLong(), 1))), NOW))
                .toList();
        byte[] packed = KeySnapshotJson.write(many, 32 * 1024);
        List<KeySnapshot.Entry> read = KeySnapshotJson.read(packed);
        assertThat(packed).hasSizeLessThan(128 * 1024);
        assertThat(read).hasSizeBetween(100, 4_999);
        assertThat(read.stream().map(entry -> entry.key().id()))
                .containsExactlyElementsOf(many.stream()
                        .limit(read.size())
                        .map(entry -> entry.key().id())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://db/serai?user=a&password=b, ,         data/journal/keys.snapshot",
        "jdbc:postgresql://db/serai?user=a&password=b, /x/keys,  /x/keys",
        "jdbc:postgresql://db/serai?user=a&password=b, off,",
        "jdbc:sqlite:/x/serai.db,                      ,",
        "jdbc:sqlite:/x/serai.db,                      /x/keys,"
    })
    void isThereForAServerAloneAndWhereItIsWanted(String url, @Nullable String setting, @Nullable String expected) {
        Settings settings = Settings.only(
                setting == null
                        ? Map.of("DATABASE_URL", url)
                        : Map.of("DATABASE_URL", url, "KEY_SNAPSHOT_FILE", setting));
        KeySnapshotFile file =
                KeySnapshotFile.of(settings, Objects.requireNonNull(StoreAddress.of(settings)), Peppers.of(PEPPER));
        assertThat(file == null ? null : file.toString()).isEqualTo(expected);
        KeySnapshotFile.check(settings);
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void standsBesideTheJournalAndIsNoFolder() {
        Settings settings = Settings.only(Map.of(
                "DATABASE_URL", DATABASE, "LEDGER_JOURNAL", "/x/journal", "KEY_SNAPSHOT_FILE", folder.toString()));
        KeySnapshotFile.check(settings);
        assertThat(settings.problems())
                .singleElement()
                .asString()
                .contains("KEY_SNAPSHOT_FILE", "is no file; off does without one");
        Settings unset = Settings.only(Map.of("DATABASE_URL", DATABASE, "LEDGER_JOURNAL", "/x/journal"));
        assertThat(KeySnapshotFile.of(unset, Objects.requireNonNull(StoreAddress.of(unset)), Peppers.of(PEPPER)))
                .hasToString("/x/journal/keys.snapshot");
    }
}
