package dev.serai.models;

import dev.serai.config.LoadBalancing;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ClientRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * Orders the targets that may serve a request, by the model's strategy: the first is the choice, the others are what is
 * fallen back on. Thread-safe.
 */
public final class LoadBalancer {
    private final Latencies latencies;
    private final ToDoubleFunction<ModelTarget> price;
    private final RandomGenerator random;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

    /**
     * @param price of a typical request, in US dollars; {@link Double#POSITIVE_INFINITY} where none is known
     * @param random thread-safe
     */
    public LoadBalancer(Latencies latencies, ToDoubleFunction<ModelTarget> price, RandomGenerator random) {
        this.latencies = latencies;
        this.price = price;
        this.random = random;
    }

    /**
     * The targets in the order in which to try them.
     *
     * @param targets in the mapping's order; stays as it is
     * @param request whose conversation may have to stay with its target
     */
    List<ModelTarget> order(
            MappedModel model, LoadBalancing balancing, List<ModelTarget> targets, ClientRequest request) {
        List<ModelTarget> order = order(model, balancing, targets, request, AtomicInteger::getAndIncrement);
        if (balancing.enabled() && balancing.strategy() == LoadBalancing.Strategy.LEAST_LATENCY && !order.isEmpty()) {
            latencies.chosen(order.get(0), request.stream());
        }
        return order;
    }

    /** The same for whoever only asks: no turn is taken. */
    List<ModelTarget> preview(
            MappedModel model, LoadBalancing balancing, List<ModelTarget> targets, ClientRequest request) {
        return order(model, balancing, targets, request, AtomicInteger::get);
    }

    /** A typical request's, in US dollars; {@link Double#POSITIVE_INFINITY} where none is known. */
    double price(ModelTarget target) {
        return price.applyAsDouble(target);
    }

    /** Seconds to a stream's first event, averaged, or to whole answers where nothing has been streamed; 0: nothing is known. */
    double latency(ModelTarget target) {
        double firstEvent = latencies.seconds(target, true);
        return firstEvent > 0 ? firstEvent : latencies.seconds(target, false);
    }

    private List<ModelTarget> order(
            MappedModel model,
            LoadBalancing balancing,
            List<ModelTarget> targets,
            ClientRequest request,
            ToIntFunction<AtomicInteger> take) {
        if (!balancing.enabled() || targets.size() < 2) {
            return targets;
        }
        String stickiness = balancing.sticky() == null ? null : request.stickiness();
        if (stickiness != null) {
            return byKey(targets, model.name() + '\n' + stickiness);
        }
        return switch (balancing.strategy()) {
            case ROUND_ROBIN -> inTurn(model, targets, take);
            case RANDOM -> shuffled(targets);
            case WEIGHTED -> ranked(targets, target -> drawn(random.nextDouble(), target));
            case LEAST_LATENCY -> fasterOfTwo(targets, request.stream());
            case COST_OPTIMIZED -> ranked(targets, price);
        };
    }

    private List<ModelTarget> inTurn(MappedModel model, List<ModelTarget> targets, ToIntFunction<AtomicInteger> take) {
        int turn = take.applyAsInt(
                turns.computeIfAbsent(model.byPattern() ? "" : model.name(), name -> new AtomicInteger()));
        List<ModelTarget> order = new ArrayList<>(targets);
        Collections.rotate(order, -Math.floorMod(turn, targets.size()));
        return order;
    }

    private List<ModelTarget> shuffled(List<ModelTarget> targets) {
        return ranked(targets, target -> random.nextDouble());
    }

    /**
     * Of two drawn at random the one that answers sooner: always the fastest would be everybody's, until it is the slowest
     * (Mitzenmacher, "The Power of Two Choices"). One of which nothing is known yet is found out about.
     */
    private List<ModelTarget> fasterOfTwo(List<ModelTarget> targets, boolean stream) {
        List<ModelTarget> order = new ArrayList<>(shuffled(targets));
        if (latencies.expected(order.get(1), stream) < latencies.expected(order.get(0), stream)) {
            Collections.swap(order, 0, 1);
        }
        order.subList(1, order.size()).sort(Comparator.comparingDouble(target -> latencies.seconds(target, stream)));
        return order;
    }

    /** Rendezvous hashing: a target that comes or goes moves its own conversations alone. */
    private static List<ModelTarget> byKey(List<ModelTarget> targets, String key) {
        return ranked(targets, target -> {
            long hash = mixed((key + '\n' + target.provider().name() + '\n' + target.model()).hashCode());
            return drawn((hash >>> 11) * 0x1.0p-53, target);
        });
    }

    /** Weighted drawing without putting back (Efraimidis and Spirakis): the smallest {@code -ln(u) / weight} goes first. */
    private static double drawn(double uniform, ModelTarget target) {
        int weight = target.weight();
        return weight == 0 ? Double.POSITIVE_INFINITY : -Math.log(1 - uniform) / weight;
    }

    /** Each is measured once: a rank that changes while it is sorted by would be none. */
    private static List<ModelTarget> ranked(List<ModelTarget> targets, ToDoubleFunction<ModelTarget> rank) {
        record Ranked(ModelTarget target, double rank) {}
        List<Ranked> ranked = new ArrayList<>(targets.size());
        targets.forEach(target -> ranked.add(new Ranked(target, rank.applyAsDouble(target))));
        ranked.sort(Comparator.comparingDouble(Ranked::rank));
        return ranked.stream().map(Ranked::target).toList();
    }

    /** SplitMix64's finisher: neighbours in, strangers out. */
    private static long mixed(long bits) {
        long first = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }
}
