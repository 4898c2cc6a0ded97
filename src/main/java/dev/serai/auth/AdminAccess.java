package dev.serai.auth;

import dev.serai.config.Settings;
import dev.serai.errors.GatewayError;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who gets into the admin API: whoever shows {@code ADMIN_API_KEY}, and callers of the other ways in that have a role. While
 * there is nobody who could, everybody is told 403. Thread-safe; never blocks.
 */
public final class AdminAccess implements Gatekeeper {
    /** The variable. */
    public static final String VARIABLE = "ADMIN_API_KEY";

    /** Whoever shows it: they call nothing with it, and may give others everything. */
    static final Caller BOOTSTRAP = new Caller(
            "admin-api-key",
            "admin-api-key",
            null,
            null,
            Set.of(Role.ADMIN),
            Set.of(Caller.NATIVE_ALL),
            Globs.ALL,
            Globs.ALL);

    private static final int LEAST_CHARACTERS = 32;
    private static final int LEAST_DIFFERENT = 10;
    private static final Verdict NO_ROLE = refused("The API key has no role: it may call models, not the admin API");
    private static final Verdict NOBODY = refused(
            "The admin API is closed: no key has the role admin. Set ADMIN_API_KEY (32 characters or more), or make one:"
                    + " serai keys create --name NAME --roles admin");

    private final SecretTable bootstrap;
    private final @Nullable Gatekeeper access;
    private final Supplier<CompletionStage<Boolean>> anyAdmin;

    /**
     * @param settings in which {@link #check} found nothing wrong
     * @param access the other ways in; null: authentication is off, and there are none
     * @param anyAdmin whether a stored key has the role admin
     */
    public AdminAccess(Settings settings, @Nullable Gatekeeper access, Supplier<CompletionStage<Boolean>> anyAdmin) {
        this.bootstrap = new SecretTable(
                settings.text(VARIABLE).map(key -> Map.of(key, BOOTSTRAP)).orElse(Map.of()));
        this.access = access;
        this.anyAdmin = anyAdmin;
    }

    /** Whether there is a key that makes the first ones. */
    public static boolean bootstrapped(Settings settings) {
        return settings.text(VARIABLE).isPresent();
    }

    /** Notes in the settings what is wrong with the key; never with its value. */
    public static void check(Settings settings) {
        settings.text(VARIABLE).ifPresent(key -> {
            String fault = fault(key);
            if (fault != null) {
                settings.problem(VARIABLE, fault + "; take, say, what openssl rand -base64 32 gives", Set.of());
            }
        });
    }

    private static @Nullable String fault(String key) {
        if (key.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            return "is no key: one line of printable characters without spaces";
        }
        if (key.length() < LEAST_CHARACTERS) {
            return "has less than " + LEAST_CHARACTERS + " characters";
        }
        return key.chars().distinct().count() < LEAST_DIFFERENT || GuessableSecret.is(key) ? "can be guessed" : null;
    }

    @Override
    public CompletionStage<Verdict> judge(Credentials credentials, String address) {
        if (credentials.keys().stream().anyMatch(key -> bootstrap.find(key) != null)) {
            return CompletableFuture.completedFuture(
                    credentials.keys().size() == 1 ? new Verdict.Welcome(BOOTSTRAP) : Refusals.CONFLICT);
        }
        if (access == null) {
            return CompletableFuture.completedFuture(bootstrap.isEmpty() ? NOBODY : refusal(credentials));
        }
        return access.judge(credentials, address).thenCompose(this::withRole);
    }

    private static Verdict refusal(Credentials credentials) {
        return credentials.keys().isEmpty() ? Refusals.NOTHING_SHOWN : Refusals.WRONG_KEY;
    }

    private CompletionStage<Verdict> withRole(Verdict verdict) {
        if (verdict instanceof Verdict.Welcome welcome) {
            return CompletableFuture.completedFuture(welcome.caller().roles().isEmpty() ? NO_ROLE : verdict);
        }
        boolean unknown =
                verdict instanceof Verdict.Refusal refusal && refusal.error().status() == 401;
        return unknown && bootstrap.isEmpty()
                ? anyAdmin.get().thenApply(any -> any ? verdict : NOBODY)
                : CompletableFuture.completedFuture(verdict);
    }

    private static Verdict refused(String message) {
        return new Verdict.Refusal(new GatewayError.NotAllowed("operation_not_allowed", null, message));
    }

    @Override
    public String challenge() {
        return access == null ? "Bearer realm=\"serai\"" : access.challenge();
    }
}
