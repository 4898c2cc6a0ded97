package dev.serai.budgets;

import dev.serai.auth.GuessableSecret;
import dev.serai.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is told that a budget has reached a threshold: the operator's configuration says it, and nobody else. Immutable.
 *
 * @param webhook null: the log alone
 * @param secret that signs what is told, or null
 */
public record BudgetSettings(
        @Nullable URI webhook, @Nullable String secret) {
    private static final String WEBHOOK = "BUDGET_WEBHOOK_URL";
    private static final String SECRET = "BUDGET_WEBHOOK_SECRET";
    private static final int SHORTEST_SECRET = 32;

    /** Reads them; what is wrong is noted among the settings' problems. */
    public static BudgetSettings of(Settings settings) {
        String url = settings.text(WEBHOOK).orElse(null);
        String secret = settings.text(SECRET).orElse(null);
        if (secret != null && secret.length() < SHORTEST_SECRET) {
            settings.problem(SECRET, "has fewer than " + SHORTEST_SECRET + " characters", Set.of());
        } else if (secret != null && GuessableSecret.is(secret)) {
            settings.problem(SECRET, "can be guessed; take, say, what openssl rand -hex 32 gives", Set.of());
        }
        if (secret != null && url == null) {
            settings.problem(SECRET, "signs nothing without " + WEBHOOK, Set.of());
        }
        return new BudgetSettings(url == null ? null : address(settings, url), secret);
    }

    private static @Nullable URI address(Settings settings, String url) {
        try {
            URI address = new URI(url);
            boolean http = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            if (http && address.getHost() != null && address.getUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below, without the value: it may hold a token.
        }
        settings.problem(
                WEBHOOK, "is no address of the form https://HOST/PATH, without a user or a password", Set.of());
        return null;
    }
}
