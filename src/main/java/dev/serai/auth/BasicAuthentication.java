package dev.serai.auth;

import dev.serai.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** By a user and a password of {@code BASIC_AUTH_CREDENTIALS} (RFC 7617). Immutable. */
final class BasicAuthentication implements Authentication {
    static final String VARIABLE = "BASIC_AUTH_CREDENTIALS";

    private static final int LEAST_CHARACTERS = 12;
    private static final CompletionStage<Verdict> WRONG = CompletableFuture.completedFuture(Refusals.WRONG_PASSWORD);
    private static final CompletionStage<Verdict> CONFLICT = CompletableFuture.completedFuture(Refusals.CONFLICT);

    private final SecretTable users;

    private BasicAuthentication(SecretTable users) {
        this.users = users;
    }

    /** Of settings in which {@link #check} found nothing wrong. */
    static BasicAuthentication of(Settings settings) {
        Map<String, Caller> callers = new HashMap<>();
        for (String pair : pairs(settings)) {
            String user = pair.substring(0, pair.indexOf(':'));
            callers.put(pair, new Caller("user:" + user, user, user, null, Set.of(), Set.of(), Globs.ALL, Globs.ALL));
        }
        return new BasicAuthentication(new SecretTable(callers));
    }

    /** Notes in the settings what is wrong with them. */
    static void check(Settings settings) {
        String[] pairs = pairs(settings);
        if (pairs.length == 0) {
            settings.problem(
                    VARIABLE, "is not set, and AUTH_MODE=basic needs it: user:password,user:password", Set.of());
        }
        for (String pair : pairs) {
            int colon = pair.indexOf(':');
            if (colon < 1) {
                settings.problem(VARIABLE, "has something that is no user:password", Set.of());
            } else if (pair.length() - colon - 1 < LEAST_CHARACTERS) {
                settings.problem(
                        VARIABLE,
                        "gives " + pair.substring(0, colon) + " a password of less than " + LEAST_CHARACTERS
                                + " characters",
                        Set.of());
            } else if (GuessableSecret.is(pair.substring(colon + 1))) {
                settings.problem(
                        VARIABLE,
                        "gives " + pair.substring(0, colon) + " a password that can be guessed; take, say, what"
                                + " openssl rand -hex 16 gives",
                        Set.of());
            }
        }
    }

    private static String[] pairs(Settings settings) {
        String text = settings.text(VARIABLE, "");
        return text.isEmpty() ? new String[0] : text.split(",", -1);
    }

    @Override
    public @Nullable CompletionStage<Verdict> judge(Credentials credentials, String address) {
        if (credentials.basic().isEmpty()) {
            return null;
        }
        if (credentials.basic().size() > 1) {
            return CONFLICT;
        }
        Caller caller = users.find(decoded(credentials.basic().get(0)));
        return caller == null ? WRONG : CompletableFuture.completedFuture(new Verdict.Welcome(caller));
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    @Override
    public String challenge() {
        return "Basic realm=\"serai\", charset=\"UTF-8\"";
    }

    @Override
    public boolean usable() {
        return true;
    }
}
