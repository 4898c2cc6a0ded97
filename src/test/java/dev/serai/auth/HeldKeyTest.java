package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.allowances.Allowance;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Limits;
import dev.serai.allowances.Rates;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("T13 what a key may, with what its makers have now")
class HeldKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);
    private static final String KEY = "key000000000";
    private static final String MAKER = "maker0000000";
    private static final ApiKey ALL =
            key(KEY, MAKER, Set.of(Role.ADMIN), Globs.ALL, List.of(), null, Allowance.UNLIMITED);
    private static final ApiKey MAKERS =
            key(MAKER, null, Set.of(Role.ADMIN), Globs.ALL, List.of(), null, Allowance.UNLIMITED);

    @Test
    void isAllOfItWhereItsMakerHasAsMuchOrIsNoKey() {
        HeldKey held = HeldKey.of(List.of(ALL, MAKERS));
        assertThat(held.key()).isSameAs(ALL);
        assertThat(held.makers()).containsExactly(MAKER);
        assertThat(held.heldBy()).isEmpty();
        assertThat(held.state(NOW)).isEqualTo("good");
        for (String maker : new String[] {null, "admin-api-key", "jwt:judy"}) {
            HeldKey alone = HeldKey.of(List.of(ALL.madeBy(maker)));
            assertThat(alone.key()).isSameAs(alone.kept());
            assertThat(alone.makers()).isEmpty();
            assertThat(alone.good(NOW)).isTrue();
        }
    }

    @Test
    void isLessInEachFieldThatItsMakerHasLessOf() {
        Budget month = new Budget(Budget.Period.MONTH, 50, null, null);
        Allowance most = new Allowance(rates(60L, null), List.of(month), null);
        Allowance own =
                new Allowance(rates(100L, 5L), List.of(new Budget(Budget.Period.MONTH, 70, 60L, null), day()), null);
        ApiKey kept = key(KEY, MAKER, Set.of(Role.ADMIN), globs("gpt-*", "o3"), ranges("10.0.0.0/8", "::1"), null, own);
        ApiKey maker =
                key(MAKER, null, Set.of(Role.OPERATOR), globs("gpt-4o", "*-mini"), ranges("10.1.0.0/16"), LATER, most);
        HeldKey held = HeldKey.of(List.of(kept, maker));
        Caller caller = held.key().caller();
        assertThat(held.heldBy().keySet())
                .containsExactlyInAnyOrder("roles", "models", "ip_ranges", "expires_at", "limits", "budgets");
        assertThat(held.heldBy().values()).containsOnly(MAKER);
        assertThat(caller.roles()).containsExactly(Role.OPERATOR);
        assertThat(Stream.of("gpt-4o", "gpt-5-mini", "gpt-5", "o3", "o3-mini", "*")
                        .filter(caller.models()::allow))
                .containsExactly("gpt-4o", "gpt-5-mini");
        assertThat(Stream.of("10.1.2.3", "10.2.0.1", "::1", "192.168.0.1").filter(held.key()::takes))
                .containsExactly("10.1.2.3");
        assertThat(caller.allowance().limits()).isEqualTo(rates(60L, 5L));
        assertThat(caller.allowance().budgets()).containsExactlyInAnyOrder(day(), month);
        assertThat(held.good(NOW)).isTrue();
        assertThat(held.state(LATER)).isEqualTo("orphaned");
        assertThat(held.ended(LATER)).isTrue();
    }

    @Test
    void isUsedFromNowhereWhereTheTwoHaveNoAddressInCommon() {
        ApiKey kept = key(KEY, MAKER, Set.of(), Globs.ALL, ranges("10.0.0.0/8"), null, Allowance.UNLIMITED);
        ApiKey maker = key(MAKER, null, Set.of(), Globs.ALL, ranges("192.168.0.0/16"), null, Allowance.UNLIMITED);
        ApiKey held = HeldKey.of(List.of(kept, maker)).key();
        assertThat(Stream.of("10.0.0.1", "192.168.0.1", "::1", "").filter(held::takes))
                .isEmpty();
    }

    @Test
    void hasWhatAllOfItsMakersHave() {
        ApiKey far = key("far000000000", null, Set.of(), globs("a*"), List.of(), null, Allowance.UNLIMITED);
        ApiKey near = key(MAKER, "far000000000", Set.of(), globs("*b", "c"), List.of(), null, Allowance.UNLIMITED);
        HeldKey held = HeldKey.of(List.of(ALL, near, far));
        Globs models = held.key().caller().models();
        assertThat(Stream.of("ab", "b", "a", "c", "axb").filter(models::allow)).containsExactly("ab", "axb");
        assertThat(models.all()).isFalse();
        assertThat(held.hangsOn(Set.of("far000000000"))).isTrue();
        assertThat(held.hangsOn(Set.of(KEY))).isFalse();
    }

    @Test
    void isNoneWhereAMakerIsGone() {
        assertThat(HeldKey.of(List.of(ALL)).endedBy()).isEqualTo(MAKER);
        HeldKey disabled = HeldKey.of(List.of(ALL, MAKERS.enabled(false)));
        assertThat(disabled.endedBy()).isEqualTo(MAKER);
        assertThat(disabled.heldBy()).containsEntry("enabled", MAKER);
        assertThat(disabled.good(NOW)).isFalse();
        HeldKey further = HeldKey.of(List.of(ALL, MAKERS.madeBy("gone00000000")));
        assertThat(further.endedBy()).isEqualTo("gone00000000");
        assertThat(further.hangsOn(Set.of("gone00000000"))).isTrue();
        List<ApiKey> circle = IntStream.rangeClosed(0, HeldKey.MOST_MAKERS)
                .mapToObj(i -> i % 2 == 0 ? ALL : MAKERS.madeBy(KEY))
                .toList();
        assertThat(HeldKey.of(circle).good(NOW)).isFalse();
    }

    private static Budget day() {
        return new Budget(Budget.Period.DAY, 10, null, "gpt-*");
    }

    private static Limits rates(@Nullable Long requests, @Nullable Long streams) {
        return Limits.of(new Rates(requests, null, null, streams));
    }

    private static Globs globs(String... patterns) {
        return new Globs(List.of(patterns));
    }

    private static List<IpRange> ranges(String... texts) {
        return Stream.of(texts)
                .map(text -> Objects.requireNonNull(IpRange.of(text)))
                .toList();
    }

    private static ApiKey key(
            String id,
            @Nullable String madeBy,
            Set<Role> roles,
            Globs models,
            List<IpRange> addresses,
            @Nullable Instant expiresAt,
            Allowance allowance) {
        Caller caller = new Caller(id, "k", null, null, roles, Set.of(), models, Globs.ALL).allowed(allowance);
        return new ApiKey(caller, new KeyHash(1, "00"), true, addresses, Map.of(), NOW, expiresAt, null, madeBy, null);
    }
}
