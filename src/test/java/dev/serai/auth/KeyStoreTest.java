package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import dev.serai.allowances.Allowance;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Limits;
import dev.serai.allowances.Rates;
import dev.serai.audit.Actor;
import dev.serai.audit.AuditTrail;
import dev.serai.errors.GatewayException;
import dev.serai.store.Store;
import dev.serai.store.StoreAddress;
import dev.serai.store.StoreException;
import dev.serai.store.TestingPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.ResultSetMetaData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys in both kinds of store, each a real one. */
class KeyStoreTest {
    private static final String PEPPER = "the-pepper-of-tests-which-nobody-else-has";

    private static final Allowance ALLOWANCE = new Allowance(
            new Limits(new Rates(60L, 100_000L, 10L, null), Map.of("gpt-4o*", new Rates(10L, null, null, 2L))),
            List.of(
                    new Budget(Budget.Period.DAY, 10 * Budget.NANO_USD, null, null),
                    new Budget(Budget.Period.MONTH, 100 * Budget.NANO_USD, 80 * Budget.NANO_USD, "gpt-4o*")),
            512);

    enum Kind {
        SQLITE,
        POSTGRESQL
    }

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();

    private StoreAddress address(Kind kind) {
        return kind == Kind.SQLITE
                ? StoreAddress.ofFile(folder.resolve("data/serai.db"))
                : new StoreAddress(TestingPostgres.database(), null);
    }

    private static Store open(StoreAddress address) {
        Store store = Store.open(address);
        store.prepare();
        return store;
    }

    private KeyStore keys(Store store) {
        return new KeyStore(
                store, Peppers.of(PEPPER), new AuditTrail(Peppers.of(PEPPER).chainKeys()), clock);
    }

    private static NewKey named(String name) {
        return named(name, null);
    }

    private static NewKey named(String name, @Nullable Instant end) {
        return new NewKey(
                name,
                null,
                null,
                Set.of(),
                Set.of(),
                Globs.ALL,
                Globs.ALL,
                List.of(),
                Map.of(),
                end,
                Allowance.UNLIMITED,
                false);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsSaidOfAKeyIsKept(Kind kind) {
        Instant end = Instant.ofEpochMilli(clock.millis()).plus(Duration.ofDays(90));
        NewKey wanted = new NewKey(
                "alice's laptop",
                "alice@example.com",
                "research",
                Set.of(Role.VIEWER),
                Set.of(Caller.NATIVE_ALL),
                new Globs(List.of("gpt-4o*", "claude-*")),
                new Globs(List.of("openai", "bedrock")),
                List.of(IpRange.of("10.0.0.0/8"), IpRange.of("2001:db8::/32")),
                Map.of("ticket", "OPS-1", "quote", "it's \"quoted\"; DROP TABLE api_keys"),
                end,
                ALLOWANCE,
                false);
        try (Store store = open(address(kind))) {
            MintedKey minted = keys(store).create(wanted, Actor.GATEWAY);
            ApiKey kept = keys(store).find(minted.text().id()).orElseThrow();
            assertThat(kept).usingRecursiveComparison().isEqualTo(minted.key());
            assertThat(kept.caller().owner()).isEqualTo("alice@example.com");
            assertThat(kept.caller().roles()).containsExactly(Role.VIEWER);
            assertThat(kept.metadata()).containsEntry("quote", "it's \"quoted\"; DROP TABLE api_keys");
            assertThat(kept.expiresAt()).isEqualTo(end);
            assertThat(keys(store).list()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatATeamMayUseUpIsKeptOnceForAllItsKeys(Kind kind) {
        Allowance ofTeam = new Allowance(ALLOWANCE.limits(), ALLOWANCE.budgets(), null);
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            TeamStore teams = new TeamStore(
                    store, keys.changes(), new AuditTrail(Peppers.of(PEPPER).chainKeys()), clock);
            NewKey wanted = new NewKey(
                    "alice",
                    null,
                    "research",
                    Set.of(),
                    Set.of(),
                    Globs.ALL,
                    Globs.ALL,
                    List.of(),
                    Map.of(),
                    null,
                    Allowance.UNLIMITED,
                    false);
            String before = keys.create(wanted, Actor.GATEWAY).key().id();
            long seen = keys.changes().version();
            assertThat(keys.find(before).orElseThrow().caller().teamAllowance()).isEqualTo(Allowance.UNLIMITED);

            Team made = teams.set("research", ofTeam, Map.of("cost center", "4711"), Actor.GATEWAY);
            assertThat(teams.find("research")).contains(made);
            assertThat(keys.find(before).orElseThrow().caller().teamAllowance()).isEqualTo(ofTeam);
            assertThat(keys.create(wanted, Actor.GATEWAY).key().caller().teamAllowance())
                    .isEqualTo(ofTeam);
            assertThat(keys.changes().since(seen).teams()).containsExactly("research");

            clock.forward(Duration.ofHours(1));
            Team changed = teams.set("research", Allowance.UNLIMITED, Map.of(), Actor.GATEWAY);
            assertThat(changed.createdAt()).isEqualTo(made.createdAt());
            assertThat(teams.list()).containsExactly(changed);
            assertThat(keys.find(before).orElseThrow().caller().teamAllowance()).isEqualTo(Allowance.UNLIMITED);
            assertThat(teams.delete("research", Actor.GATEWAY)).isTrue();
            assertThat(teams.delete("research", Actor.GATEWAY)).isFalse();

            assertThat(keys.allow(before, ALLOWANCE, Actor.GATEWAY)).isTrue();
            assertThat(keys.allow("nobody", ALLOWANCE, Actor.GATEWAY)).isFalse();
            assertThat(keys.find(before).orElseThrow().caller().allowance()).isEqualTo(ALLOWANCE);
        }
    }

    @Test
    void limitsThatCantBeReadAreNoReasonToLimitNothing() {
        try (Store store = open(address(Kind.SQLITE))) {
            String id = keys(store).create(named("alice"), Actor.GATEWAY).key().id();
            for (String limits : List.of("", "[]", "{\"requests_per_hour\":1}", "{\"requests_per_minute\":0}")) {
                store.write(statements -> statements.update("UPDATE api_keys SET limits = ? WHERE id = ?", limits, id));
                assertThatThrownBy(() -> keys(store).find(id)).isInstanceOf(StoreException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theStoreHasNoSecret(Kind kind) throws Exception {
        StoreAddress address = address(kind);
        try (Store store = open(address)) {
            MintedKey minted = keys(store).create(named("alice"), Actor.GATEWAY);
            String text = minted.text().text();
            String secret = text.substring(22, 65);
            assertThat(secret).hasSize(43).matches("[0-9A-Za-z]+");
            for (String row : dump(store)) {
                assertThat(row).doesNotContain(secret).doesNotContain(PEPPER);
            }
            if (address.file() != null) {
                for (String name : List.of("serai.db", "serai.db-wal")) {
                    byte[] bytes = Files.readAllBytes(address.file().resolveSibling(name));
                    assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                            .doesNotContain(secret);
                }
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(address.file())))
                        .isEqualTo("rw-------");
                assertThat(PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(address.file().resolveSibling("serai.db-wal"))))
                        .isEqualTo("rw-------");
            }
        }
    }

    private static List<String> dump(Store store) {
        return store.read(statements -> {
            List<String> rows = new ArrayList<>();
            for (String table : List.of("api_keys", "key_changes", "key_version", "schema_history")) {
                rows.addAll(statements.query("SELECT * FROM " + table, row -> {
                    StringBuilder text = new StringBuilder(table);
                    ResultSetMetaData columns = row.getMetaData();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        text.append('|').append(row.getString(i));
                    }
                    return text.toString();
                }));
            }
            return rows;
        });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void rotationLetsBothLiveForAWhile(Kind kind) {
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            MintedKey old = keys.create(
                    new NewKey(
                            "alice",
                            null,
                            "research",
                            Set.of(),
                            Set.of(),
                            new Globs(List.of("gpt-*")),
                            Globs.ALL,
                            List.of(),
                            Map.of(),
                            null),
                    Actor.GATEWAY);
            MintedKey fresh = keys.rotate(old.text().id(), Duration.ofHours(1), Actor.GATEWAY)
                    .orElseThrow();
            assertThat(fresh.text().id()).isNotEqualTo(old.text().id());
            assertThat(fresh.key().caller().team()).isEqualTo("research");
            assertThat(fresh.key().caller().models().patterns()).containsExactly("gpt-*");
            assertThat(fresh.key().expiresAt()).isNull();
            ApiKey replaced = keys.find(old.text().id()).orElseThrow();
            assertThat(replaced.rotatedTo()).isEqualTo(fresh.text().id());
            assertThat(replaced.expired(clock.instant())).isFalse();
            clock.forward(Duration.ofHours(1));
            assertThat(replaced.expired(clock.instant())).isTrue();
            assertThat(keys.rotate("nobody", Duration.ofHours(1), Actor.GATEWAY))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void rotationDoesNotProlongAKey(Kind kind) {
        Instant soon = Instant.ofEpochMilli(clock.millis()).plusSeconds(60);
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            MintedKey old = keys.create(
                    new NewKey(
                            "alice", null, null, Set.of(), Set.of(), Globs.ALL, Globs.ALL, List.of(), Map.of(), soon),
                    Actor.GATEWAY);
            MintedKey fresh = keys.rotate(old.text().id(), Duration.ofHours(1), Actor.GATEWAY)
                    .orElseThrow();
            assertThat(keys.find(old.text().id()).orElseThrow().expiresAt()).isEqualTo(soon);
            assertThat(fresh.key().expiresAt()).isEqualTo(soon);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aKeyThatIsRotatedAgainInItsOverlapHandsOnItsOwnTime(Kind kind) {
        Instant late = Instant.ofEpochMilli(clock.millis()).plus(Duration.ofDays(30));
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            for (Instant end : Arrays.asList(late, null)) {
                String id =
                        keys.create(named("alice", end), Actor.GATEWAY).text().id();
                Instant overlap = Instant.ofEpochMilli(clock.millis()).plus(Duration.ofHours(1));
                MintedKey second = rotated(keys, id);
                assertThat(rotated(keys, id).key().expiresAt()).isEqualTo(end);
                assertThat(keys.find(id).orElseThrow().expiresAt())
                        .as("no rotation prolongs an overlap")
                        .isEqualTo(overlap);
                String last = rotated(keys, rotated(keys, id).key().id()).key().id();
                assertThat(rotated(keys, id).key().expiresAt())
                        .as("of the last of the line")
                        .isEqualTo(end);
                assertThat(second.key().expiresAt()).isEqualTo(end);
                assertThat(keys.find(last).orElseThrow().expiresAt()).isEqualTo(end);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aKeyWhosePlaceWasTakenByOneOfNoUseIsNotRotated(Kind kind) {
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            String id = keys.create(named("alice"), Actor.GATEWAY).text().id();
            String next = rotated(keys, id).key().id();
            keys.enable(next, false, Actor.GATEWAY);
            assertNotRotated(keys, id, "key_disabled");
            keys.delete(next, true, Actor.GATEWAY);
            assertNotRotated(keys, id, "key_rotated");
            assertThat(keys.list()).hasSize(1);
        }
    }

    private static MintedKey rotated(KeyStore keys, String id) {
        return keys.rotate(id, Duration.ofHours(1), Actor.GATEWAY).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsOfNoUseIsNotRotated(Kind kind) {
        Instant soon = Instant.ofEpochMilli(clock.millis()).plusSeconds(60);
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            String id = keys.create(
                            new NewKey(
                                    "alice", null, null, Set.of(), Set.of(), Globs.ALL, Globs.ALL, List.of(), Map.of(),
                                    soon),
                            Actor.GATEWAY)
                    .text()
                    .id();
            String made = keys.create(named("bob"), id, Actor.GATEWAY).text().id();
            keys.enable(id, false, Actor.GATEWAY);
            assertNotRotated(keys, id, "key_disabled");
            keys.enable(id, true, Actor.GATEWAY);
            clock.forward(Duration.ofSeconds(60));
            assertNotRotated(keys, id, "key_expired");
            assertThat(keys.list())
                    .extracting(HeldKey::kept)
                    .extracting(ApiKey::id)
                    .containsExactlyInAnyOrder(id, made);
            assertThat(keys.find(made).orElseThrow().madeBy()).isEqualTo(id);
        }
    }

    private static void assertNotRotated(KeyStore keys, String id, String code) {
        assertThatThrownBy(() -> keys.rotate(id, Duration.ofHours(1), Actor.GATEWAY))
                .isInstanceOfSatisfying(GatewayException.class, refused -> {
                    assertThat(refused.error().status()).isEqualTo(409);
                    assertThat(refused.error().code()).isEqualTo(code);
                });
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void eachChangeHasAVersionOfItsOwn(Kind kind) {
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            String id = keys.create(named("alice"), Actor.GATEWAY).text().id();
            String other = keys.create(named("bob"), Actor.GATEWAY).text().id();
            long seen = keys.changes().version();
            assertThat(keys.changes().since(seen).ids()).isEmpty();
            assertThat(keys.enable(id, false, Actor.GATEWAY)).isTrue();
            assertThat(keys.find(id).orElseThrow().enabled()).isFalse();
            assertThat(keys.changes().since(seen).ids()).containsExactly(id);
            assertThat(keys.delete(other, true, Actor.GATEWAY)).isEqualTo(KeyDeletion.DELETED);
            assertThat(keys.find(other)).isEmpty();
            assertThat(keys.changes().since(seen).ids()).containsExactlyInAnyOrder(id, other);
            assertThat(keys.delete(other, true, Actor.GATEWAY)).isEqualTo(KeyDeletion.DELETED_BEFORE);
            assertThat(keys.enable("nobody", true, Actor.GATEWAY)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nobodyMakesAKeyWithOneThatIsGoneNorIsOneDeletedThatMadeOne(Kind kind) {
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            String maker = keys.create(named("maker"), Actor.GATEWAY).text().id();
            String made =
                    keys.create(named("made"), maker, Actor.GATEWAY).text().id();
            long seen = keys.changes().version();
            assertThat(keys.delete(maker, false, Actor.GATEWAY)).isEqualTo(KeyDeletion.hasMade(1));
            assertThat(keys.changes().version()).as("nothing has changed").isEqualTo(seen);
            keys.enable(maker, false, Actor.GATEWAY);
            assertThatThrownBy(() -> keys.create(named("late"), maker, Actor.GATEWAY))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("switched off");
            keys.delete(made, false, Actor.GATEWAY);
            assertThat(keys.delete(maker, false, Actor.GATEWAY)).isEqualTo(KeyDeletion.DELETED);
            assertThatThrownBy(() -> keys.create(named("too late"), maker, Actor.GATEWAY))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("deleted");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsNotThereIsNotChangedAndNotNoted(Kind kind) {
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            String id = keys.create(named("alice"), Actor.GATEWAY).text().id();
            long seen = keys.changes().version();
            assertThat(keys.enable("mistyped", false, Actor.GATEWAY)).isFalse();
            assertThat(keys.allow("mistyped", ALLOWANCE, Actor.GATEWAY)).isFalse();
            assertThat(keys.delete("mistyped", true, Actor.GATEWAY)).isEqualTo(KeyDeletion.UNKNOWN);
            assertThat(keys.delete("mistyped", true, Actor.GATEWAY, key -> {})).isEqualTo(KeyDeletion.UNKNOWN);
            assertThat(keys.changes().version()).isEqualTo(seen);
            assertThat(keys.delete(id, true, Actor.GATEWAY, key -> {})).isEqualTo(KeyDeletion.DELETED);
            clock.forward(Duration.ofDays(2));
            keys.changes().tidy();
            assertThat(keys.delete(id, true, Actor.GATEWAY, key -> {})).isEqualTo(KeyDeletion.DELETED_BEFORE);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoAsksAfterChangesOfLongAgoForgetsAll(Kind kind) {
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            String id = keys.create(named("alice"), Actor.GATEWAY).text().id();
            clock.forward(Duration.ofDays(2));
            keys.enable(id, false, Actor.GATEWAY);
            assertThat(keys.changes().since(0).ids())
                    .as("changing a key tidies nothing")
                    .containsExactly(id);
            keys.changes().tidy();
            assertThat(keys.changes().since(0).ids()).isNull();
            assertThat(keys.changes().since(1).ids()).containsExactly(id);
            assertThat(keys.changes().since(7).ids())
                    .as("a store that was put back")
                    .isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void twoProcessesChangeKeysAtOnce(Kind kind) throws Exception {
        StoreAddress address = address(kind);
        try (Store one = open(address);
                Store other = open(address)) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Callable<String>> work = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                KeyStore keys = keys(i % 2 == 0 ? one : other);
                String name = "key " + i;
                work.add(() -> keys.create(named(name), Actor.GATEWAY).text().id());
            }
            Set<String> ids = new HashSet<>();
            for (Future<String> made : threads.invokeAll(work)) {
                ids.add(made.get());
            }
            threads.shutdown();
            assertThat(ids).hasSize(40);
            assertThat(keys(one).changes().version()).isEqualTo(40);
            assertThat(keys(one).changes().since(0).ids()).isEqualTo(ids);
        }
    }

    @Test
    void aStoreThatIsAwayIsNoHang() {
        try (Store store = Store.open(new StoreAddress("jdbc:postgresql://127.0.0.1:9/serai", null))) {
            assertThatThrownBy(store::prepare).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> keys(store).find("abc"))
                    .isInstanceOf(StoreException.class)
                    .hasMessage("The store can't be read");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aKeyHangsOnSixteenOthersAtMostAndNeverOnItself(Kind kind) {
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i <= HeldKey.MOST_MAKERS; i++) {
                String maker = i == 0 ? null : ids.get(i - 1);
                ids.add(keys.create(named("k" + i), maker, Actor.GATEWAY).key().id());
            }
            String last = ids.get(HeldKey.MOST_MAKERS);
            assertThat(keys.held(last)).hasValueSatisfying(held -> {
                assertThat(held.makers()).hasSize(HeldKey.MOST_MAKERS);
                assertThat(held.good(clock.instant())).isTrue();
            });
            assertThatThrownBy(() -> keys.create(named("more"), last, Actor.GATEWAY))
                    .isInstanceOf(GatewayException.class);
            for (String maker : List.of(ids.get(0), last)) {
                assertThatThrownBy(
                                () -> keys.change(ids.get(0), KeyAudit.EDITED, Actor.GATEWAY, key -> key.madeBy(maker)))
                        .isInstanceOf(GatewayException.class);
            }
            store.write(
                    statements -> statements.update("UPDATE api_keys SET made_by = ? WHERE id = ?", last, ids.get(0)));
            assertThat(keys.list()).hasSize(ids.size()).allMatch(held -> !held.good(clock.instant()));
            assertThat(keys.held(last)).hasValueSatisfying(held -> assertThat(held.state(clock.instant()))
                    .isEqualTo("orphaned"));
            assertThat(keys.adopt(ids.get(0), Actor.GATEWAY)).isTrue();
            assertThat(keys.list()).hasSize(ids.size()).allMatch(held -> held.good(clock.instant()));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aChangeThatCannotBeAuditedDoesNotHappen(Kind kind) {
        try (Store store = open(address(kind))) {
            KeyStore keys = keys(store);
            String id = keys.create(named("alice"), Actor.GATEWAY).text().id();
            store.write(statements -> statements.update("DROP TABLE audit"));
            assertThatThrownBy(() -> keys.create(named("bob"), Actor.GATEWAY)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> keys.enable(id, false, Actor.GATEWAY)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> keys.delete(id, true, Actor.GATEWAY)).isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> keys.rotate(id, Duration.ofHours(1), Actor.GATEWAY))
                    .isInstanceOf(StoreException.class);
            assertThat(keys.list()).singleElement().satisfies(key -> {
                assertThat(key.kept().enabled()).isTrue();
                assertThat(key.kept().rotatedTo()).isNull();
            });
        }
    }
}
