package dev.serai.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.allowances.Allowance;
import dev.serai.allowances.Budget;
import dev.serai.allowances.Rates;
import dev.serai.auth.tokens.TokenRefusedException;
import dev.serai.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the claims of a token make of its sender. */
class JwtClaimsTest {
    private static Caller caller(Map<String, String> variables, Map<String, Object> claims)
            throws TokenRefusedException {
        Map<String, Object> all = new HashMap<>(claims);
        all.putIfAbsent("sub", "f7c3bf1e");
        return new JwtClaims(Settings.only(variables)).caller(all);
    }

    /** As Keycloak gives them without any mapper but one for the team. */
    @Test
    void keycloaksTokensNeedNoVariables() throws TokenRefusedException {
        Caller caller = caller(
                Map.of(),
                Map.of(
                        "preferred_username",
                        "alice",
                        "email",
                        "alice@example.com",
                        "team",
                        List.of("/research", "/ops"),
                        "realm_access",
                        Map.of("roles", List.of("offline_access", "admin", "serai-operator"))));
        assertThat(caller.id()).isEqualTo("jwt:f7c3bf1e");
        assertThat(caller.name()).isEqualTo("alice");
        assertThat(caller.owner()).isEqualTo("alice@example.com");
        assertThat(caller.team()).isEqualTo("research");
        assertThat(caller.roles())
                .as("an admin of the realm is none of the gateway")
                .containsExactly(Role.OPERATOR);
        assertThat(caller.permissions()).isEmpty();
        assertThat(caller.models()).isEqualTo(Globs.ALL);
        assertThat(caller.providers()).isEqualTo(Globs.ALL);
    }

    @Test
    void aTokenWithASubjectAloneIsEnough() throws TokenRefusedException {
        Caller caller = caller(Map.of(), Map.of());
        assertThat(caller.name()).isEqualTo("f7c3bf1e");
        assertThat(caller.owner()).isEqualTo("f7c3bf1e");
        assertThat(caller.team()).isNull();
        assertThat(caller.roles()).isEmpty();
    }

    @Test
    void everyClaimMayStandElsewhere() throws TokenRefusedException {
        Caller caller = caller(
                Map.of(
                        "JWT_NAME_CLAIM", "client_id",
                        "JWT_OWNER_CLAIM", "https://example.com/owner",
                        "JWT_TEAM_CLAIM", "org.team",
                        "JWT_ROLES_CLAIM", "resource_access.serai.roles",
                        "JWT_PERMISSIONS_CLAIM", "scope",
                        "JWT_MODELS_CLAIM", "llm.models",
                        "JWT_PROVIDERS_CLAIM", "llm.providers"),
                Map.of(
                        "client_id",
                        "batch",
                        "https://example.com/owner",
                        "finance",
                        "org",
                        Map.of("team", "books"),
                        "resource_access",
                        Map.of("serai", Map.of("roles", List.of("admin", "other"))),
                        "scope",
                        "openid native:all delete:everything",
                        "llm",
                        Map.of("models", List.of("gpt-*"), "providers", "openai,azure")));
        assertThat(caller.name()).isEqualTo("batch");
        assertThat(caller.owner()).isEqualTo("finance");
        assertThat(caller.team()).isEqualTo("books");
        assertThat(caller.roles()).containsExactly(Role.ADMIN);
        assertThat(caller.permissions()).containsExactly(Caller.NATIVE_ALL);
        assertThat(caller.models().patterns()).containsExactly("gpt-*");
        assertThat(caller.providers().patterns()).containsExactly("openai", "azure");
    }

    @Test
    void whatAVariableLeavesToAClaimIsNotGrantedWithoutIt() throws TokenRefusedException {
        Caller caller = caller(
                Map.of("JWT_MODELS_CLAIM", "models", "JWT_PROVIDERS_CLAIM", "a.b", "JWT_PERMISSIONS_CLAIM", "scope"),
                Map.of("a", "no object"));
        assertThat(caller.models().patterns()).isEmpty();
        assertThat(caller.providers().patterns()).isEmpty();
        assertThat(caller.permissions()).isEmpty();
    }

    @Test
    void limitsAndBudgetsStandInClaimsToo() throws TokenRefusedException {
        Map<String, String> variables = Map.of("JWT_LIMITS_CLAIM", "llm.limits", "JWT_BUDGETS_CLAIM", "llm.budgets");
        Caller caller = caller(
                variables,
                Map.of(
                        "llm",
                        Map.of(
                                "limits",
                                Map.of("requests_per_minute", 60L, "parallel_streams", "2"),
                                "budgets",
                                List.of("10/day", "2.50/month,model=gpt-4o*"))));
        Rates rates = caller.allowance().limits().all();
        assertThat(rates.requestsPerMinute()).isEqualTo(60);
        assertThat(rates.parallelStreams()).isEqualTo(2);
        assertThat(rates.tokensPerMinute()).isNull();
        assertThat(caller.allowance().budgets())
                .extracting(Budget::limitNanoUsd)
                .containsExactly(10 * Budget.NANO_USD, 5 * Budget.NANO_USD / 2);
        Map<String, Object> texts = Map.of("llm", Map.of("limits", "tokens_per_minute=1000", "budgets", "1/total"));
        assertThat(caller(variables, texts).allowance().limits().all().tokensPerMinute())
                .isEqualTo(1000);
        assertThat(caller(variables, Map.of()).allowance()).isEqualTo(Allowance.UNLIMITED);
        assertThat(caller(Map.of(), texts).allowance())
                .as("no variable names the claims")
                .isEqualTo(Allowance.UNLIMITED);
        for (Object odd : List.of(
                Map.of("limits", Map.of("requests", 1)),
                Map.of("limits", Map.of("requests_per_minute", 0)),
                Map.of("limits", 7),
                Map.of("limits", "fast"),
                Map.of("budgets", "10/hour"),
                Map.of("budgets", 10))) {
            assertThatThrownBy(() -> caller(variables, Map.of("llm", odd)))
                    .isInstanceOf(TokenRefusedException.class)
                    .hasMessageContaining("llm.");
        }
    }

    @Test
    void whatCanNotBeReadIsRefused() {
        for (Object odd : List.of(7, Map.of("a", "b"), List.of(1), "", " ", "a\nb", "x".repeat(256))) {
            assertThatThrownBy(() -> caller(Map.of(), Map.of("team", odd)))
                    .isInstanceOf(TokenRefusedException.class)
                    .hasMessageContaining("team");
        }
        assertThatThrownBy(() -> caller(Map.of(), Map.of("realm_access", Map.of("roles", true))))
                .isInstanceOf(TokenRefusedException.class);
    }
}
