package dev.serai.health;

import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.Place;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.ProviderFailure;
import dev.serai.providers.BreakerTrials;
import dev.serai.providers.Breakers;
import dev.serai.providers.ConnectionPool;
import dev.serai.providers.HealthProbe;
import dev.serai.providers.ProbeAddress.Question;
import dev.serai.providers.ProviderType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every provider, in each region that has an address of its own, from time to time, in the background: each as often as
 * its {@code health_probe} says, sooner while its breaker is not closed. Providers that are unconfigured, switched off or can't be asked are left alone. Nothing waits for
 * a look, neither the start nor a request. Connections to them that nobody uses are closed beside. Thread-safe; lives until closed.
 */
public final class HealthProbes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthProbes.class);
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final long TICK_MILLIS = 250;
    private static final long SWEEP_SECONDS = 5;
    private static final int MOST_AT_ONCE = 4;

    private final Supplier<ModelMapping> mapping;
    private final Function<ProviderSettings, Optional<ProviderType>> callable;
    private final PoolingHttpClientConnectionManager connections;
    private final HealthProbe probe;
    private final Breakers breakers;
    private final ProviderHealth health;
    private final Map<Place, Turn> turns = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(daemon("serai-probes"));
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            MOST_AT_ONCE, MOST_AT_ONCE, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemon("serai-probe"));

    /**
     * @param mapping the one that is valid now
     * @param callable the type of a provider that is configured and can be called, else empty
     * @param connections to the providers, shared with the requests, and closed by their owner
     */
    public HealthProbes(
            Supplier<ModelMapping> mapping,
            Function<ProviderSettings, Optional<ProviderType>> callable,
            PoolingHttpClientConnectionManager connections,
            Breakers breakers,
            ProviderHealth health) {
        this.mapping = mapping;
        this.callable = callable;
        this.connections = connections;
        this.probe = new HealthProbe(connections, clock);
        this.breakers = breakers;
        this.health = health;
        workers.allowCoreThreadTimeOut(true);
    }

    /** When a place's next look is due. Touched by the clock's thread, but for {@code running}. */
    private static final class Turn {
        private long last;
        private long wait;
        private volatile boolean running;
    }

    /** Begins; returns at once. */
    public void start() {
        clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        clock.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }

    /** Whether a target's provider may be well again there, and the next look, not a user's call, is to find out. */
    public boolean lookFirst(ModelTarget target) {
        return breakers.trials(target.place()).lookFirst() && every(target.provider()) != null && asked(target) != null;
    }

    private void tick() {
        try {
            List<Look> looks = looks(mapping.get());
            turns.keySet().retainAll(looks.stream().map(Look::place).toList());
            looks.forEach(this::lookIfDue);
        } catch (RejectedExecutionException closing) {
            LOG.debug("No more looks: the gateway closes");
        } catch (RuntimeException e) {
            LOG.error("The providers can't be looked at", e); // And the next tick comes all the same.
        }
    }

    private void sweep() {
        try {
            ConnectionPool.sweep(connections);
        } catch (RuntimeException e) {
            LOG.error("The connections that nobody uses can't be closed", e); // And the next time comes all the same.
        }
    }

    /**
     * One look.
     *
     * @param target in the place that is asked
     * @param shows the places of which it shows how they are
     */
    record Look(ModelTarget target, List<Place> shows) {
        Place place() {
            return target.place();
        }
    }

    /** Who listens at an address of the mapping's own listens there for all regions: one look is enough. */
    static List<Look> looks(ModelMapping mapping) {
        List<Look> looks = new ArrayList<>();
        for (ProviderSettings provider : mapping.providers().values()) {
            List<ModelTarget> targets = mapping.places(provider);
            if (provider.baseUrl() != null) {
                looks.add(new Look(
                        targets.get(0), targets.stream().map(ModelTarget::place).toList()));
            } else {
                targets.forEach(target -> looks.add(new Look(target, List.of(target.place()))));
            }
        }
        return looks;
    }

    private void lookIfDue(Look look) {
        ProviderSettings provider = look.target().provider();
        Duration every = every(provider);
        if (every == null) {
            return;
        }
        Turn turn = turns.computeIfAbsent(look.place(), name -> first(every));
        boolean waiting =
                look.shows().stream().anyMatch(place -> breakers.trials(place).waiting());
        long wait = waiting ? Math.min(turn.wait, provider.breaker().openFor().toNanos()) : turn.wait;
        if (turn.running || System.nanoTime() - turn.last < wait) {
            return;
        }
        turn.last = System.nanoTime();
        turn.wait = jittered(every);
        Question question = asked(look.target());
        if (question != null) {
            turn.running = true;
            workers.execute(() -> look(look, question, turn));
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

    private void look(Look look, Question question, Turn turn) {
        try {
            ProviderType type = callable.apply(look.target().provider()).orElse(null);
            if (type != null) {
                look(type, look, question);
            }
        } catch (RejectedExecutionException closing) {
            LOG.debug("No more looks: the gateway closes");
        } catch (RuntimeException e) {
            LOG.error("The provider {} can't be looked at", look.place(), e);
        } finally {
            turn.running = false;
        }
    }

    private void look(ProviderType type, Look look, Question question) {
        List<BreakerTrials.Trial> trials = new ArrayList<>(1);
        try {
            look.shows().forEach(place -> trials.add(breakers.trials(place).begin()));
            Optional<ProviderFailure> failure = probe.look(type, look.target(), question);
            look.shows().forEach(place -> shown(place, failure));
            trials.forEach(
                    trial -> trial.judged(failure.filter(what -> what.kind().breakerCounts())));
        } finally {
            trials.forEach(BreakerTrials.Trial::close);
        }
    }

    private void shown(Place place, Optional<ProviderFailure> failure) {
        boolean wasReachable = health.of(place).reachable();
        failure.ifPresentOrElse(what -> health.ails(place, what), () -> health.lives(place));
        boolean reachable = health.of(place).reachable();
        if (reachable != wasReachable) {
            LOG.info("provider {} {}", place, reachable ? "answers again" : "does not answer");
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

    private @Nullable Question asked(ModelTarget target) {
        return callable.apply(target.provider())
                .map(type -> HealthProbe.question(type, target))
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
