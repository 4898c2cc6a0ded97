package dev.serai.health;

import dev.serai.config.ModelMapping;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.ProviderFailure;
import dev.serai.providers.BreakerTrials;
import dev.serai.providers.Breakers;
import dev.serai.providers.HealthProbe;
import dev.serai.providers.ProbeAddress.Question;
import dev.serai.providers.ProviderType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every provider from time to time, in the background: each as often as its {@code health_probe} says, sooner while
 * its breaker is not closed. Providers that are unconfigured, switched off or can't be asked are left alone. Nothing waits for
 * a look, neither the start nor a request. Thread-safe; lives until closed.
 */
public final class HealthProbes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthProbes.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final long TICK_MILLIS = 250;
    private static final int MOST_AT_ONCE = 4;

    private final Supplier<ModelMapping> mapping;
    private final Function<ProviderSettings, Optional<ProviderType>> callable;
    private final HealthProbe probe;
    private final Breakers breakers;
    private final ProviderHealth health;
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(daemon("serai-probes"));
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            MOST_AT_ONCE, MOST_AT_ONCE, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemon("serai-probe"));

    /**
     * @param mapping the one that is valid now
     * @param callable the type of a provider that is configured and can be called, else empty
     */
    public HealthProbes(
            Supplier<ModelMapping> mapping,
            Function<ProviderSettings, Optional<ProviderType>> callable,
            HealthProbe probe,
            Breakers breakers,
            ProviderHealth health) {
        this.mapping = mapping;
        this.callable = callable;
        this.probe = probe;
        this.breakers = breakers;
        this.health = health;
        workers.allowCoreThreadTimeOut(true);
    }

    /** When a provider's next look is due. Touched by the clock's thread, but for {@code running}. */
    private static final class Turn {
        private long last;
        private long wait;
        private volatile boolean running;
    }

    /** Begins; returns at once. */
    public void start() {
        clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }

    /** Whether a provider may be well again, and the next look, not a user's call, is to find out. */
    public boolean lookFirst(ProviderSettings provider) {
        return breakers.trials(provider).lookFirst() && every(provider) != null && asked(provider) != null;
    }

    private void tick() {
        try {
            ModelMapping now = mapping.get();
            turns.keySet().retainAll(now.providers().keySet());
            now.providers().values().forEach(this::lookIfDue);
        } catch (RejectedExecutionException closing) {
            LOG.debug("No more looks: the gateway closes");
        } catch (RuntimeException e) {
            LOG.error("The providers can't be looked at", e); // And the next tick comes all the same.
        }
    }

    private void lookIfDue(ProviderSettings provider) {
        Duration every = every(provider);
        if (every == null) {
            return;
        }
        Turn turn = turns.computeIfAbsent(provider.name(), name -> first(every));
        long wait = breakers.trials(provider).waiting()
                ? Math.min(turn.wait, provider.breaker().openFor().toNanos())
                : turn.wait;
        if (turn.running || System.nanoTime() - turn.last < wait) {
            return;
        }
        turn.last = System.nanoTime();
        turn.wait = jittered(every);
        Question question = asked(provider);
        if (question != null) {
            turn.running = true;
            workers.execute(() -> look(provider, question, turn));
        }
    }

    /** The first look comes when some of the time has passed: many gateways may have started together. */
    private static Turn first(Duration every) {
        Turn turn = new Turn();
        turn.last = System.nanoTime();
        turn.wait = jittered(every.dividedBy(2));
        return turn;
    }

    private static long jittered(Duration time) {
        return (long) (time.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }

    private void look(ProviderSettings provider, Question question, Turn turn) {
        try {
            ProviderType type = callable.apply(provider).orElse(null);
            if (type != null) {
                look(type, provider, question);
            }
        } catch (RuntimeException e) {
            LOG.error("The provider {} can't be looked at", provider.name(), e);
        } finally {
            turn.running = false;
        }
    }

    private void look(ProviderType type, ProviderSettings provider, Question question) {
        boolean wasReachable = health.of(provider.name()).reachable();
        try (BreakerTrials.Trial trial = breakers.trials(provider).begin()) {
            Optional<ProviderFailure> failure = probe.look(type, provider, question);
            failure.ifPresentOrElse(what -> health.ails(provider.name(), what), () -> health.lives(provider.name()));
            trial.judged(failure.filter(what -> what.kind().breakerCounts()));
        }
        told(provider.name(), wasReachable);
    }

    private void told(String provider, boolean wasReachable) {
        boolean reachable = health.of(provider).reachable();
        if (reachable != wasReachable) {
            LOG.info("provider {} {}", provider, reachable ? "answers again" : "does not answer");
        }
    }

    /** How often, or null: never. */
    private static @Nullable Duration every(ProviderSettings provider) {
        if (!provider.enabled()) {
            return null;
        }
        if (!(provider.settings().get("health_probe") instanceof Map<?, ?> wish)) {
            return EVERY;
        }
        return Boolean.FALSE.equals(wish.get("enabled")) ? null : (Duration) wish.get("every");
    }

    private @Nullable Question asked(ProviderSettings provider) {
        return callable.apply(provider)
                .map(type -> HealthProbe.question(type, provider))
                .orElse(null);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
