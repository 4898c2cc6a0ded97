package dev.serai.auth;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import dev.serai.lifetimes.Opened;
import dev.serai.store.StoreAddress;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who gets in: the ways of {@code AUTH_MODE}, tried in its order, and what they know. It is there only while
 * {@code AUTH_ENABLED} is true. Thread-safe; lives until closed.
 */
public final class Access implements Gatekeeper, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final String ENABLED = "AUTH_ENABLED";
    private static final String MODE = "AUTH_MODE";
    private static final String REQUIRE_2FA = "REQUIRE_2FA";
    private static final String API_KEY = "api_key";
    private static final String BASIC = "basic";
    private static final String SERVICE_ACCOUNT = "service_account";
    private static final String JWT = "jwt";
    private static final Set<String> MODES = new LinkedHashSet<>(List.of(API_KEY, BASIC, SERVICE_ACCOUNT, JWT));
    /** A revoked key is refused by every gateway within five seconds; so is whom a file shuts out. */
    static final long POLL_MILLIS = 2_000;

    private static final long FIRST_POLL_SECONDS = 3;

    private final WaysIn ways;
    private final StaticKeys configured;
    private final @Nullable StoredKeys stored;
    private final @Nullable StoredAccess callers;
    private final @Nullable Sessions sessions;
    private final TeamAllowances teams;
    private final DenyFile denied;

    /** One for files, so that they are read while the store keeps the other waiting. */
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, task -> {
        Thread poll = new Thread(task, "serai-key-poll");
        poll.setDaemon(true);
        return poll;
    });

    private final Opened opened;

    private Access(Opened opened, Settings settings, Clock clock, LongSupplier nanos) {
        this.opened = opened;
        Set<String> modes = modes(settings);
        boolean keys = modes.contains(API_KEY);
        boolean tokens = modes.contains(JWT) || modes.contains(SERVICE_ACCOUNT);
        this.denied = new DenyFile(settings);
        this.configured = StaticKeys.of(settings);
        this.stored = opened.add(keys || tokens ? StoredKeys.open(settings, clock) : null);
        this.teams = new TeamAllowances(tokens ? stored : null);
        this.callers = opened.add(
                stored == null || !keys
                        ? null
                        : new StoredAccess(
                                stored,
                                denied,
                                stored.snapshot(settings),
                                secondFactorRequired(settings),
                                clock,
                                nanos));
        this.sessions = callers == null ? null : new Sessions(callers, denied);
        this.ways = new WaysIn(
                modes.stream()
                        .map(mode -> opened.add(way(mode, settings, clock)))
                        .toList(),
                denied);
    }

    private Authentication way(String mode, Settings settings, Clock clock) {
        return switch (mode) {
            case BASIC -> BasicAuthentication.of(settings);
            case SERVICE_ACCOUNT -> new TokenAuthentication(new ServiceAccountJudge(settings, clock), teams, clock);
            case JWT -> new TokenAuthentication(new JwtJudge(settings, clock), teams, clock);
            default -> new ApiKeyAuthentication(configured, callers, secondFactorRequired(settings));
        };
    }

    private static boolean secondFactorRequired(Settings settings) {
        return settings.flag(REQUIRE_2FA, false);
    }

    /** Whether somebody is asked who calls. */
    public static boolean enabled(Settings settings) {
        return settings.flag(ENABLED, false);
    }

    /** Notes in the settings what is wrong with them; opens nothing. */
    public static void check(Settings settings) {
        if (!enabled(settings)) {
            return;
        }
        DenyFile.check(settings);
        Set<String> modes = modes(settings);
        for (String mode : modes) {
            if (!MODES.contains(mode)) {
                settings.problem(MODE, "\"" + mode + "\" is no way in; there are " + String.join(", ", MODES), MODES);
            }
        }
        StoredKeys.check(settings);
        if (modes.contains(API_KEY)) {
            StaticKeys.check(settings);
            KeySnapshotFile.check(settings);
        }
        if (modes.contains(BASIC)) {
            BasicAuthentication.check(settings);
        }
        checkSecondFactor(settings, modes);
        if (modes.contains(SERVICE_ACCOUNT)) {
            ServiceAccountJudge.check(settings);
        }
        if (modes.contains(JWT)) {
            JwtJudge.check(settings);
        }
    }

    /** What would be a way around the second factor, or leave nobody who has one, is not what was meant. */
    private static void checkSecondFactor(Settings settings, Set<String> modes) {
        if (!secondFactorRequired(settings)) {
            return;
        }
        if (modes.contains(BASIC)) {
            settings.problem(REQUIRE_2FA, "is true, and passwords of AUTH_MODE=basic have no second factor", Set.of());
        }
        if (modes.contains(API_KEY) && StoreAddress.of(settings) == null) {
            settings.problem(
                    REQUIRE_2FA, "is true, and with DATABASE_URL=none no key can have a second factor", Set.of());
        }
    }

    /**
     * Opens what the ways in need. Begins to look for changes.
     *
     * @return null while authentication is off
     * @throws InvalidConfigurationException if the store can't be used
     */
    public static @Nullable Access open(Settings settings, Clock clock) {
        return enabled(settings) ? open(settings, clock, System::nanoTime) : null;
    }

    /** @param nanos {@link System#nanoTime}, by which known keys get old */
    static Access open(Settings settings, Clock clock, LongSupplier nanos) {
        return Opened.whole(opened -> {
            Access access = new Access(opened, settings, clock, nanos);
            access.begin(settings);
            return access;
        });
    }

    private void begin(Settings settings) {
        opened.add(threads::shutdownNow);
        firstPoll();
        if (callers != null) {
            callers.begin();
        }
        warnIfNobodyCanComeIn();
        if (secondFactorRequired(settings) && AdminAccess.bootstrapped(settings)) {
            LOG.warn(
                    "REQUIRE_2FA=true, and ADMIN_API_KEY is asked for no second factor: unset it once a key with the role"
                            + " admin has one");
        }
        threads.scheduleWithFixedDelay(this::readAgain, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        threads.scheduleWithFixedDelay(this::poll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** As {@code AUTH_MODE} has them, each once. */
    private static Set<String> modes(Settings settings) {
        Set<String> modes = new LinkedHashSet<>();
        for (String mode : settings.text(MODE, API_KEY).split(",", -1)) {
            modes.add(mode.strip());
        }
        return modes;
    }

    /** A store that is away holds the start up for a moment, and no longer. */
    private void firstPoll() {
        try {
            threads.submit(this::poll).get(FIRST_POLL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("the key store has not answered yet; the gateway starts without it");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAgain() {
        try {
            configured.readAgain();
            denied.readAgain();
        } catch (RuntimeException e) {
            LOG.error("looking for changed files failed", e);
        }
    }

    private void poll() {
        try {
            if (callers != null) {
                callers.poll();
            }
            teams.poll();
        } catch (RuntimeException e) {
            LOG.error("looking for changed keys failed", e);
        }
    }

    private void warnIfNobodyCanComeIn() {
        if (callers != null && callers.secondFactorRequired() && !configured.isEmpty()) {
            LOG.warn("REQUIRE_2FA=true, and keys of the configuration can have no second factor: they are refused");
        }
        if (ways.areKeysAlone() && configured.isEmpty() && (stored == null || stored.isKnownToBeEmpty())) {
            LOG.warn("AUTH_ENABLED=true, and there is no key yet: serai keys create --name NAME makes one");
        }
    }

    @Override
    public CompletionStage<Verdict> judge(Credentials credentials, String address) {
        return ways.judge(credentials, address);
    }

    @Override
    public String challenge() {
        return ways.challenge();
    }

    /** A key was changed in this process: it is judged by what it is now, at once. */
    public void forgetKey(String id) {
        if (callers != null) {
            callers.forgetKey(id);
        }
    }

    /** What holders of keys do with their sessions; null where there is no store to keep them. */
    public @Nullable Sessions sessions() {
        return sessions;
    }

    /** Whether there is anything to tell callers by, such as keys of the configuration, or a store that has been there. */
    public boolean usable() {
        return ways.usable();
    }

    @Override
    public void close() {
        opened.close();
    }
}
