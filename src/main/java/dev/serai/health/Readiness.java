package dev.serai.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.Audit;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.config.Place;
import dev.serai.config.ProviderSettings;
import dev.serai.ledger.Ledger;
import dev.serai.providers.Breakers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /ready}: whether traffic should be sent here, and how each provider is. A provider that is down makes
 * nobody unready. Thread-safe.
 */
public final class Readiness {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<ModelMapping> mapping;
    private final Function<ProviderSettings, List<String>> missing;
    private final Breakers breakers;
    private final ProviderHealth health;
    private volatile boolean started;
    private volatile boolean draining;
    private volatile @Nullable BooleanSupplier keys;
    private volatile @Nullable Ledger ledger;
    private volatile @Nullable Audit audit;
    private final Map<String, Reloaded> reloads = new ConcurrentSkipListMap<>();

    private record Reloaded(Instant at, List<String> refusedFor, List<String> needRestart) {}

    /**
     * @param missing what a provider still needs before it can be called
     * @param health what requests and looks have shown
     */
    public Readiness(
            Supplier<ModelMapping> mapping,
            Function<ProviderSettings, List<String>> missing,
            Breakers breakers,
            ProviderHealth health) {
        this.mapping = mapping;
        this.missing = missing;
        this.breakers = breakers;
        this.health = health;
    }

    public void started() {
        started = true;
    }

    /**
     * From now on callers need a key: without any that could be known nobody is served, and whoever asks without one is not told
     * what went wrong.
     */
    public void guardedBy(BooleanSupplier usableKeys) {
        keys = usableKeys;
    }

    /** From now on requests are booked: while they can't be, and are therefore refused, nobody should send any. */
    public void withLedger(Ledger kept) {
        ledger = kept;
    }

    /** From now on requests are audited: while they can't be, and are therefore refused, nobody should send any. */
    public void withAudit(Audit kept) {
        audit = kept;
    }

    public void draining() {
        draining = true;
    }

    /**
     * A part of the configuration has changed.
     *
     * @param part the name that it always has here
     * @param refusedFor why the change was not taken; empty: it was
     * @param needRestart the keys that take effect with the next start only
     */
    public void reloaded(String part, List<String> refusedFor, List<String> needRestart) {
        reloads.put(part, new Reloaded(Instant.now(), List.copyOf(refusedFor), List.copyOf(needRestart)));
    }

    /** Whether the last change of each part was taken. */
    public boolean lastReloadSuccessful() {
        return reloads.values().stream().allMatch(reload -> reload.refusedFor().isEmpty());
    }

    public boolean ready() {
        BooleanSupplier usable = keys;
        return started && !draining && (usable == null || usable.getAsBoolean()) && booking() && auditing();
    }

    private boolean auditing() {
        Audit kept = audit;
        return kept == null || kept.accepting();
    }

    private boolean booking() {
        Ledger kept = ledger;
        return kept == null || kept.accepting();
    }

    private String status() {
        if (draining || !started) {
            return draining ? "draining" : "starting";
        }
        return ready() ? "ready" : !booking() ? "ledger_full" : auditing() ? "no_keys" : "audit_full";
    }

    /** @param plan how a model's next request would go, for whoever asked; or null */
    public byte[] json(@Nullable ObjectNode plan) {
        ObjectNode ready = JSON.createObjectNode();
        BooleanSupplier usable = keys;
        ready.put("status", status());
        Ledger kept = ledger;
        if (kept != null) {
            ready.putObject("ledger").put("status", kept.status()).put("journal_bytes", kept.journalBytes());
        }
        Audit watched = audit;
        if (watched != null) {
            ready.putObject("audit").put("status", watched.status()).put("intact", watched.intact());
        }
        ObjectNode providers = ready.putObject("providers");
        for (ProviderSettings provider : mapping.get().providers().values()) {
            describe(provider, providers.putObject(provider.name()), usable == null);
        }
        ObjectNode configuration = ready.putObject("configuration");
        configuration.put("last_reload_successful", lastReloadSuccessful());
        if (usable == null) {
            ArrayNode refused = configuration.putArray("problems");
            reloads.values().forEach(reload -> reload.refusedFor().forEach(refused::add));
        }
        ArrayNode restart = configuration.putArray("restart_needed_for");
        reloads.values().forEach(reload -> reload.needRestart().forEach(restart::add));
        if (plan != null) {
            ready.set("plan", plan);
        }
        try {
            return JSON.writeValueAsBytes(ready);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    /** Each provider as it is, with what went wrong last: for whoever may know. */
    public ArrayNode providers() {
        ArrayNode providers = JSON.createArrayNode();
        for (ProviderSettings provider : mapping.get().providers().values()) {
            ObjectNode node = providers.addObject().put("name", provider.name());
            describe(provider, node, true);
        }
        return providers;
    }

    /** What came of the last change of each part of the configuration that has changed since the start. */
    public ObjectNode reloads() {
        ObjectNode report = JSON.createObjectNode().put("last_reload_successful", lastReloadSuccessful());
        ArrayNode parts = report.putArray("reloads");
        reloads.forEach((part, reload) -> {
            ObjectNode node = parts.addObject()
                    .put("part", part)
                    .put("at", reload.at().toString())
                    .put("taken", reload.refusedFor().isEmpty());
            reload.refusedFor().forEach(node.putArray("problems")::add);
            reload.needRestart().forEach(node.putArray("restart_needed_for")::add);
        });
        return report;
    }

    /** Whether the provider can be called now, in one of its regions at least: 1 or 0, for the metric. */
    public double up(String name) {
        ProviderSettings provider = mapping.get().providers().get(name);
        boolean usable = provider != null
                && provider.enabled()
                && missing.apply(provider).isEmpty()
                && mapping.get().places(provider).stream().anyMatch(target -> up(target.place()));
        return usable ? 1 : 0;
    }

    private void describe(ProviderSettings provider, ObjectNode into, boolean whole) {
        into.put("type", provider.type());
        if (!provider.enabled()) {
            into.put("status", "disabled");
            return;
        }
        List<String> lacks = missing.apply(provider);
        if (!lacks.isEmpty()) {
            into.put("status", "unconfigured");
            ArrayNode names = into.putArray("missing");
            lacks.forEach(names::add);
            return;
        }
        List<ModelTarget> targets = mapping.get().places(provider);
        state(targets.get(0).place(), into, whole);
        if (targets.size() > 1) {
            regions(provider, targets, into, whole);
        }
    }

    /** A provider of which one region is up is up; its breaker is the worst of all. */
    private void regions(ProviderSettings provider, List<ModelTarget> targets, ObjectNode into, boolean whole) {
        boolean anyUp = targets.stream().anyMatch(target -> up(target.place()));
        into.put("status", anyUp ? "up" : "down");
        into.put("breaker", word(breakers.worst(provider.name())));
        ObjectNode regions = into.putObject("regions");
        for (ModelTarget target : targets) {
            state(target.place(), regions.putObject(target.place().name(provider)), whole);
        }
    }

    private boolean up(Place place) {
        return !breakers.open(place) && health.of(place).reachable();
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** @param whole whether errors are told in their own words, in which addresses may be */
    private void state(Place place, ObjectNode into, boolean whole) {
        ProviderHealth.Seen seen = health.of(place);
        into.put("status", up(place) ? "up" : "down");
        into.put("since", since(place, seen, breakers.open(place)).toString());
        into.put("breaker", word(breakers.state(place)));
        if (seen.credentialsRefused()) {
            into.put("credentials", "refused");
        }
        if (seen.probed() != null) {
            into.put("last_probe", seen.probed().toString());
        }
        ProviderHealth.Failed failure = seen.lastFailure();
        if (failure != null) {
            ObjectNode error =
                    into.putObject("last_error").put("at", failure.at().toString());
            if (whole) {
                error.put("message", failure.what());
            }
        }
    }

    /** Of two reasons to be down the older one counts; up it is since the last of them went. */
    private Instant since(Place place, ProviderHealth.Seen seen, boolean open) {
        Instant breaker = breakers.changed(place).orElse(seen.since());
        if (!seen.reachable()) {
            return open && breaker.isBefore(seen.since()) ? breaker : seen.since();
        }
        return open || breaker.isAfter(seen.since()) ? breaker : seen.since();
    }
}
