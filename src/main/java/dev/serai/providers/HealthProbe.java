package dev.serai.providers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.ModelTarget;
import dev.serai.credentials.Credentials;
import dev.serai.credentials.CredentialsException;
import dev.serai.credentials.ShownSecrets;
import dev.serai.dialects.FailureKinds;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderWords;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.providers.ProbeAddress.Question;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a provider whether it lives: one authenticated GET that costs no tokens. Thread-safe; each look blocks its thread for
 * some seconds at most: an answer that comes byte by byte is cut off.
 */
public final class HealthProbe {
    private static final Logger LOG = LoggerFactory.getLogger(HealthProbe.class);
    private static final Timeout LONGEST = Timeout.ofSeconds(5);
    /** What a question and its answer may take together. */
    static final Duration LONGEST_WHOLE = Duration.ofSeconds(10);

    private static final int LARGEST_ERROR = 8 * 1024;
    private static final byte[] NO_BODY = {};

    private final CloseableHttpClient client;
    private final ScheduledExecutorService clock;
    private final Duration longest;

    /**
     * @param connections shared with the requests, and closed by its owner
     * @param clock ends what takes too long; its owner's, too
     */
    public HealthProbe(HttpClientConnectionManager connections, ScheduledExecutorService clock) {
        this(connections, clock, LONGEST_WHOLE);
    }

    HealthProbe(HttpClientConnectionManager connections, ScheduledExecutorService clock, Duration longest) {
        this.clock = clock;
        this.longest = longest;
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .setConnectionManagerShared(true)
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .setRetryStrategy(StaleConnection.RETRY)
                .disableDefaultUserAgent()
                .build();
    }

    /** What a provider is asked in a target's place, or null where it can't be. */
    public static @Nullable Question question(ProviderType type, ModelTarget target) {
        return type.probe().of(target);
    }

    /**
     * Looks once.
     *
     * @return what is wrong with the provider, without what it was shown, its status 0 where it gave no answer; empty: it lives. One that knows no
     *     such endpoint (404, 405, 501) lives, and so does one that says that it is asked too often
     */
    public Optional<ProviderFailure> look(ProviderType type, ModelTarget target, Question question) {
        return asked(type, target, question).map(failure -> failure.without(ShownSecrets.to(target.provider(), null)));
    }

    private Optional<ProviderFailure> asked(ProviderType type, ModelTarget target, Question question) {
        String provider = target.place().toString();
        Credentials credentials = type.credentials();
        try {
            HttpGet request = request(question, target, credentials);
            Optional<ProviderFailure> answer = answer(request, target);
            boolean again =
                    answer.filter(HealthProbe::refusesCredentials).isPresent() && credentials.renew(request, target);
            return again ? answer(request(question, target, credentials), target) : answer;
        } catch (CredentialsException e) {
            return Optional.of(new ProviderFailure(Kind.CREDENTIALS_REFUSED, 0, e.getMessage()));
        } catch (SocketTimeoutException e) {
            return Optional.of(
                    new ProviderFailure(Kind.TIMEOUT, 0, "The provider " + provider + " did not answer in time"));
        } catch (IOException e) {
            LOG.debug("a look at {} failed", provider, e);
            return Optional.of(
                    new ProviderFailure(Kind.UNREACHABLE, 0, "The provider " + provider + " can't be reached"));
        }
    }

    /** A connection has a time of its own, which only this setter gives a call. */
    @SuppressWarnings("deprecation")
    private static HttpGet request(Question question, ModelTarget target, Credentials credentials) {
        HttpGet request = new HttpGet(question.url());
        request.setHeader("Accept", "application/json");
        question.headers().forEach(request::setHeader);
        request.setConfig(RequestConfig.custom()
                .setConnectTimeout(Timeout.of(target.timeouts().connect()))
                .setConnectionRequestTimeout(LONGEST)
                .setResponseTimeout(LONGEST)
                .build());
        credentials.authenticate(request, NO_BODY, target);
        return request;
    }

    private Optional<ProviderFailure> answer(HttpGet request, ModelTarget target) throws IOException {
        ScheduledFuture<?> end = clock.schedule(request::cancel, longest.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return judged(client.executeOpen(null, request, null))
                    .map(failure -> failure.without(ShownSecrets.to(target.provider(), request)));
        } catch (IOException e) {
            if (request.isCancelled()) {
                SocketTimeoutException late = new SocketTimeoutException("no whole answer within " + longest);
                late.initCause(e);
                throw late;
            }
            throw e;
        } finally {
            end.cancel(false);
            // Closing the answer would read the rest of it: a list of models may be long, or never end, and nobody
            // needs it.
            request.cancel();
        }
    }

    private static boolean refusesCredentials(ProviderFailure failure) {
        return failure.status() == 401 || failure.status() == 403;
    }

    private static Optional<ProviderFailure> judged(ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        boolean refused = status == 401 || status == 403;
        if (!refused && (status < 500 || status == 501)) {
            return Optional.empty();
        }
        return Optional.of(new ProviderFailure(FailureKinds.ofStatus(status), status, words(response)));
    }

    private static String words(ClassicHttpResponse response) throws IOException {
        JsonNode body = ProviderJson.readOrMissing(head(response.getEntity()));
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        String message = ProviderJson.textOrEmpty(error, "message");
        return message.isBlank() ? FailureKinds.wordless(response.getCode()) : ProviderWords.clean(message);
    }

    private static byte[] head(@Nullable HttpEntity entity) throws IOException {
        return entity == null ? NO_BODY : entity.getContent().readNBytes(LARGEST_ERROR);
    }
}
