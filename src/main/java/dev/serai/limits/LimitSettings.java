package dev.serai.limits;

import dev.serai.allowances.AllowanceText;
import dev.serai.allowances.Limits;
import dev.serai.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the settings say of limits. Stateless. */
public final class LimitSettings {
    private static final String DEFAULT = "DEFAULT_LIMITS";
    private static final String TIMEOUT = "REDIS_TIMEOUT";
    private static final String ALONE = "LIMITS_WITHOUT_REDIS";
    private static final String REPLICAS = "LIMIT_REPLICAS";
    private static final String SHARE = "share";
    private static final String REFUSE = "refuse";
    /** Where nobody knows whether another one is there at the same time. */
    private static final String NOWHERE = "";

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(50);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(LimitSettings.class);

    private LimitSettings() {}

    /** Notes in the settings what is wrong with them; opens nothing. */
    public static void check(Settings settings) {
        settings.text(DEFAULT).ifPresent(text -> {
            try {
                AllowanceText.rates(text);
            } catch (IllegalArgumentException e) {
                settings.problem(DEFAULT, String.valueOf(e.getMessage()), Set.of());
            }
        });
        RedisAddress.of(settings);
        Duration timeout = timeout(settings);
        if (timeout.isZero() || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            settings.problem(TIMEOUT, "is no time from 1ms to 5s", Set.of());
        }
        String alone = settings.text(ALONE, SHARE);
        if (!alone.equals(SHARE) && !alone.equals(REFUSE)) {
            settings.problem(ALONE, "\"" + alone + "\" is neither share nor refuse", Set.of(SHARE, REFUSE));
        }
        replicas(settings);
    }

    /** The same inside an application, whose Redis may be for something else: it is ours where there is something to count. */
    public static void checkEmbedded(Settings settings) {
        if (settings.text(DEFAULT).isPresent()) {
            check(settings);
        }
    }

    /** Who counts, as settings say in which {@link #check} found nothing wrong. */
    static Limiter limiter(Settings settings) {
        return limiter(settings, place(settings));
    }

    /** Who counts inside an application, as settings say in which {@link #checkEmbedded} found nothing wrong. */
    static Limiter embedded(Settings settings) {
        return settings.text(DEFAULT).isPresent() ? limiter(settings, NOWHERE) : new LocalLimiter(System::nanoTime);
    }

    private static Limiter limiter(Settings settings, String place) {
        RedisAddress address = RedisAddress.of(settings);
        if (address == null) {
            return new LocalLimiter(System::nanoTime);
        }
        if (address.open()) {
            LOG.warn("REDIS_URL leads to another machine, and asks for no password or uses no TLS (rediss://)");
        }
        return new SharedLimiter(
                address,
                timeout(settings).toNanos(),
                settings.text(ALONE, SHARE).equals(REFUSE),
                replicas(settings),
                place);
    }

    /** No two processes of a machine or a pod listen on one port: whoever comes there next comes after the end of the one before. */
    private static String place(Settings settings) {
        int port = settings.wholeNumber("PORT", 8080, 0, 65_535);
        if (port == 0) {
            return NOWHERE;
        }
        try {
            return InetAddress.getLocalHost().getHostName() + '/' + settings.text("HOST", "") + '/' + port;
        } catch (UnknownHostException e) {
            LOG.debug("this machine has no name", e);
            return NOWHERE;
        }
    }

    private static Duration timeout(Settings settings) {
        return settings.seconds(TIMEOUT, DEFAULT_TIMEOUT);
    }

    /** 0: nobody knows. */
    private static int replicas(Settings settings) {
        return settings.wholeNumber(REPLICAS, 0, 0, 10_000);
    }

    /** The limits of whoever has none of their own; of settings in which {@link #check} found nothing wrong. */
    static Limits defaults(Settings settings) {
        return settings.text(DEFAULT)
                .map(text -> Limits.of(AllowanceText.rates(text)))
                .orElse(Limits.NONE);
    }
}
