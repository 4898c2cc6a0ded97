package dev.serai.auth.tokens;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.serai.outbound.BoundedHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public keys of an issuer's JWKS (RFC 7517), kept, and renewed beside the requests. A key that is not among them is asked
 * for at once, every five seconds at most, so that nobody can make the gateway hammer the issuer; while the issuer is away those
 * that are known go on for a day. Thread-safe; lives until closed.
 */
public final class SigningKeys implements JWKSource<SecurityContext>, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration WHOLE = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    private static final int LEAST_RSA_BITS = 2048;
    private static final long LOOK_EVERY_SECONDS = 2;

    /** A little more than an answer of the issuer's may take. */
    private static final long LONGEST_WAIT_MILLIS = 2_200;

    /** Of the four threads that prove tokens one may ask, and one is left. */
    private static final int MOST_WAITING = 2;

    /** From when they are renewed. */
    private static final Duration FRESH = Duration.ofMinutes(5);

    /** How long nobody asks again after a failure, or for a key that was not there. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    /** From when they are as good as none, if the issuer does not answer. */
    private static final Duration GRACE = Duration.ofDays(1);

    private final URI url;
    private final Clock clock;
    private final BoundedHttp http = new BoundedHttp(CONNECT, WHOLE, null);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread renewal = new Thread(task, "serai-signing-keys");
        renewal.setDaemon(true);
        return renewal;
    });
    private final ReentrantLock asking = new ReentrantLock();
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private volatile @Nullable Known known;
    private volatile boolean failing;
    private Instant triedAt = Instant.MIN;
    private Instant missedAt = Instant.MIN;

    private record Known(JWKSet keys, Instant since) {}

    /** @param url of the JWKS */
    public SigningKeys(URI url, Clock clock) {
        this.url = url;
        this.clock = clock;
    }

    /** Begins to fetch them, and to keep them fresh. */
    public void start() {
        thread.scheduleWithFixedDelay(this::renew, 0, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Whether tokens can be proved: there are keys, and none too old. */
    public boolean usable() {
        Known now = known;
        return now != null && clock.instant().isBefore(now.since().plus(GRACE));
    }

    /**
     * Those that may have signed a token. Blocks only where none of the known ones may have.
     *
     * @throws KeySourceException if the issuer would have to be asked, and does not answer
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        Known before = usable() ? known : null;
        List<JWK> found = before == null ? List.of() : selector.select(before.keys());
        return found.isEmpty() ? selector.select(newer(before).keys()) : found;
    }

    private Known newer(@Nullable Known before) throws KeySourceException {
        if (!turn(before)) {
            throw new KeySourceException("The keys at " + url + " are being asked for");
        }
        try {
            return newest(before);
        } finally {
            asking.unlock();
        }
    }

    /**
     * One asks for all. Where there are keys few of the others wait for what comes of it: whoever has a token of a known key must
     * find a thread, however long the issuer takes.
     */
    private boolean turn(@Nullable Known before) {
        if (asking.tryLock()) {
            return true;
        }
        boolean seated = before != null;
        if (seated && !waiting.tryAcquire()) {
            return false;
        }
        try {
            return asking.tryLock(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (seated) {
                waiting.release();
            }
        }
    }

    private Known newest(@Nullable Known before) throws KeySourceException {
        Known now = known;
        if (now != null && now != before && usable()) {
            return now;
        }
        if (clock.instant().isBefore(missedAt.plus(PAUSE))) {
            if (now == null || failing || !usable()) {
                throw new KeySourceException("The keys at " + url + " can't be had");
            }
            return now;
        }
        missedAt = clock.instant();
        return fetch();
    }

    private void renew() {
        if (!asking.tryLock()) {
            return;
        }
        try {
            renewIfDue();
        } finally {
            asking.unlock();
        }
    }

    private void renewIfDue() {
        Known now = known;
        Instant instant = clock.instant();
        boolean due = now == null || instant.isAfter(now.since().plus(FRESH));
        boolean resting = now != null && failing && instant.isBefore(triedAt.plus(PAUSE));
        if (due && !resting) {
            try {
                fetch();
                missedAt = Instant.MIN;
            } catch (KeySourceException e) {
                LOG.debug("the keys are not renewed", e);
            }
        }
    }

    private Known fetch() throws KeySourceException {
        triedAt = clock.instant();
        try {
            BoundedHttp.Answer answer = http.ask(HttpRequest.newBuilder(url)
                    .header("Accept", "application/jwk-set+json, application/json")
                    .build());
            if (answer.status() != 200) {
                throw new IOException("it answers " + answer.status());
            }
            Known fresh = new Known(read(answer.body()), triedAt);
            if (failing) {
                LOG.info("the keys of JWT_JWKS_URL can be had again");
            }
            failing = false;
            known = fresh;
            return fresh;
        } catch (IOException | ParseException e) {
            if (!failing) {
                LOG.warn("the keys of JWT_JWKS_URL can't be had, known ones go on: {}", e.toString());
            }
            failing = true;
            throw new KeySourceException("The keys at " + url + " can't be had", e);
        }
    }

    /** Those that can sign for us: public, and long enough. */
    private static JWKSet read(byte[] body) throws ParseException, IOException {
        JWKSet all = JWKSet.parse(new String(body, StandardCharsets.UTF_8));
        List<JWK> good = all.getKeys().stream()
                .filter(key -> key instanceof ECKey || key instanceof RSAKey && key.size() >= LEAST_RSA_BITS)
                .map(JWK::toPublicJWK)
                .toList();
        if (good.isEmpty()) {
            throw new IOException("there is no EC key in it, nor an RSA key of " + LEAST_RSA_BITS + " bits");
        }
        return new JWKSet(good);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
