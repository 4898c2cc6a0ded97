package dev.serai.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.auth.tokens.TokenReviews;
import dev.serai.auth.tokens.TokenUnavailableException;
import dev.serai.auth.tokens.UnverifiedClaims;
import dev.serai.config.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells callers by the tokens of Kubernetes' service accounts that are allowed to call. Thread-safe. */
final class ServiceAccountJudge implements TokenJudge {
    private static final String ALLOWED = "ALLOWED_SERVICE_ACCOUNTS";
    private static final String AUDIENCE = "SERVICE_ACCOUNT_AUDIENCE";
    private static final String FOLDER = "KUBERNETES_SERVICE_ACCOUNT_DIR";
    private static final String URL = "KUBERNETES_API_URL";
    private static final String HOST = "KUBERNETES_SERVICE_HOST";
    private static final String PORT = "KUBERNETES_SERVICE_PORT";
    private static final String MOUNTED = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String USER = "system:serviceaccount:";
    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9.-]*");

    /** How long a token that is good may go on when its account is gone, and one that is not is not asked for again. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private static final Duration REFUSED = Duration.ofSeconds(10);

    private final Set<String> allowed;
    private final TokenReviews reviews;
    private final Clock clock;

    /** Of settings in which {@link #check} found nothing wrong. */
    ServiceAccountJudge(Settings settings, Clock clock) {
        this.allowed = settings.list(ALLOWED);
        this.reviews = new TokenReviews(server(settings), folder(settings), settings.text(AUDIENCE, ""));
        this.clock = clock;
    }

    /** Notes in the settings what is wrong with them. */
    static void check(Settings settings) {
        for (String variable : new String[] {ALLOWED, AUDIENCE}) {
            if (settings.text(variable).isEmpty()) {
                settings.problem(variable, "is not set, and AUTH_MODE=service_account needs it", Set.of());
            }
        }
        for (String account : settings.list(ALLOWED)) {
            if (!ACCOUNT.matcher(account).matches()) {
                settings.problem(ALLOWED, "\"" + account + "\" is no namespace/name", Set.of());
            }
        }
        TrustedAddress.check(settings, URL);
        if (settings.text(URL).isEmpty() && settings.text(HOST).isEmpty()) {
            settings.problem(
                    URL,
                    "is not set, and there is no " + HOST + " as in a pod: AUTH_MODE=service_account has nobody to ask",
                    Set.of());
        }
        settings.wholeNumber(PORT, 443, 1, 65_535);
        Path token = folder(settings).resolve(TokenReviews.TOKEN);
        if (!Files.isReadable(token)) {
            settings.problem(
                    FOLDER,
                    "\"" + token + "\" can't be read: it is the token with which Kubernetes is asked",
                    Set.of());
        }
    }

    private static Path folder(Settings settings) {
        return Path.of(settings.text(FOLDER, MOUNTED));
    }

    private static URI server(Settings settings) {
        String host = settings.text(HOST, "");
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return URI.create(settings.text(URL, "https://" + literal + ":" + settings.wholeNumber(PORT, 443, 1, 65_535)));
    }

    /** Kubernetes is not asked for accounts that may not call, whoever made their token. */
    @Override
    public boolean recognises(String token) {
        JsonNode said = UnverifiedClaims.of(token);
        return said != null && account(said.path("sub").asText("")).isPresent();
    }

    @Override
    public Judgement judge(String token) throws TokenUnavailableException {
        Instant now = clock.instant();
        Optional<String> account = reviews.review(token).flatMap(this::account);
        return new Judgement(account.map(ServiceAccountJudge::caller), until(token, account.isPresent(), now));
    }

    /** {@code namespace/name}, if that one may call. */
    private Optional<String> account(String user) {
        return user.startsWith(USER)
                ? Optional.of(user.substring(USER.length()).replaceFirst(":", "/"))
                        .filter(allowed::contains)
                : Optional.empty();
    }

    private static Caller caller(String account) {
        String namespace = account.substring(0, account.indexOf('/'));
        return new Caller("sa:" + account, account, account, namespace, Set.of(), Set.of(), Globs.ALL, Globs.ALL);
    }

    private static Instant until(String token, boolean good, Instant now) {
        if (!good) {
            return now.plus(REFUSED);
        }
        JsonNode said = UnverifiedClaims.of(token);
        long expires = said == null ? 0 : said.path("exp").asLong(0);
        Instant minute = now.plus(REMEMBERED);
        return expires > 0 && expires < minute.getEpochSecond() ? Instant.ofEpochSecond(expires) : minute;
    }

    /** There is nothing to load: without Kubernetes every replica is in the same place. */
    @Override
    public boolean usable() {
        return true;
    }

    @Override
    public void close() {}
}
