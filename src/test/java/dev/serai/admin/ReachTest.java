package dev.serai.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.allowances.Allowance;
import dev.serai.auth.ApiKey;
import dev.serai.auth.Caller;
import dev.serai.auth.Globs;
import dev.serai.auth.HeldKey;
import dev.serai.auth.IpRange;
import dev.serai.auth.KeyHash;
import dev.serai.auth.NewKey;
import dev.serai.auth.Role;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("T13 what somebody who looks after keys may give to one")
class ReachTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(1));
    private static final String ID = "abcDEF012345";

    @Test
    void isNothingForWhoseKeyIsNoneSince() {
        Caller caller = caller(ID, Role.ADMIN, "*");
        refused(null, () -> Reach.of(caller, Optional.empty(), NOW));
        ApiKey key = key(caller, LATER);
        refused(null, () -> Reach.of(caller, held(key.enabled(false)), NOW));
        refused(null, () -> Reach.of(caller, held(key), LATER));
        refused("roles", () -> Reach.of(caller, held(key(caller(ID, Role.VIEWER, "*"), null)), NOW));
        assertThatCode(() -> Reach.of(caller, held(key), NOW)).doesNotThrowAnyException();
    }

    @Test
    void isWhatATokenSaysForWhoHasNoStoredKey() {
        for (String id : List.of("jwt:judy", "user:judy", "static:judy", "admin-api-key")) {
            Reach reach = Reach.of(caller(id, Role.ADMIN, "gpt-*"), Optional.empty(), NOW);
            assertThatCode(() -> reach.make(wanted("gpt-4o"))).doesNotThrowAnyException();
            refused("models", () -> reach.make(wanted("claude-*")));
        }
    }

    @Test
    void isJudgedFieldByField() {
        Reach reach = reach(key(caller(ID, Role.ADMIN, "gpt-*"), LATER));
        ApiKey before = key(caller("other0123456", null, "claude-*"), null);
        // A key that ends later than its changer's, and calls what that one may not, gets a model that the changer has.
        assertThatCode(() -> reach.change(before, key(caller("other0123456", null, "claude-*", "gpt-4o"), null)))
                .doesNotThrowAnyException();
        assertThatCode(() -> reach.change(before, key(caller("other0123456", null, "gpt-4o"), LATER)))
                .doesNotThrowAnyException();
        refused("models", () -> reach.change(before, key(caller("other0123456", null, "claude-*", "o3"), null)));
        ApiKey ending = key(caller("other0123456", null, "claude-*"), NOW);
        assertThatCode(() -> reach.change(ending, key(ending.caller(), LATER))).doesNotThrowAnyException();
        refused("expires_at", () -> reach.change(ending, key(ending.caller(), LATER.plusSeconds(1))));
    }

    @Test
    void isJudgedAddressByAddress() {
        Caller other = caller("other0123456", null, "*");
        Reach reach = reach(key(caller(ID, Role.ADMIN, "*"), null, "10.0.0.0/8"));
        ApiKey before = key(other, null, "192.168.0.0/16");
        assertThatCode(() -> reach.change(before, key(other, null, "192.168.1.0/24", "10.1.0.0/16")))
                .doesNotThrowAnyException();
        refused("ip_ranges", () -> reach.change(before, key(other, null, "192.168.0.0/16", "172.16.0.0/12")));
        refused("ip_ranges", () -> reach.change(before, key(other, null)));
    }

    private static Optional<HeldKey> held(ApiKey key) {
        return Optional.of(new HeldKey(key, key, List.of(), Map.of(), null));
    }

    private static Reach reach(ApiKey key) {
        return Reach.of(key.caller(), held(key), NOW);
    }

    private static Caller caller(String id, @Nullable Role role, String... models) {
        return new Caller(
                id,
                "judy",
                null,
                null,
                role == null ? Set.of() : Set.of(role),
                Set.of(),
                new Globs(List.of(models)),
                Globs.ALL);
    }

    private static ApiKey key(Caller caller, @Nullable Instant expiresAt, String... addresses) {
        return new ApiKey(
                caller,
                new KeyHash(1, "00"),
                true,
                List.of(addresses).stream()
                        .map(text -> Objects.requireNonNull(IpRange.of(text)))
                        .toList(),
                Map.of(),
                NOW.minusSeconds(60),
                expiresAt,
                null,
                null,
                null);
    }

    private static NewKey wanted(String model) {
        return new NewKey(
                "new",
                null,
                null,
                Set.of(),
                Set.of(),
                new Globs(List.of(model)),
                Globs.ALL,
                List.of(),
                Map.of(),
                null,
                Allowance.UNLIMITED,
                false);
    }

    private static void refused(@Nullable String field, ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOfSatisfying(GatewayException.class, refusal -> {
            GatewayError error = refusal.error();
            assertThat(error.code()).isEqualTo("operation_not_allowed");
            assertThat(error.param()).isEqualTo(field);
        });
    }
}
