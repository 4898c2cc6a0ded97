package dev.serai.calls;

import dev.serai.config.MappedModel;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.config.ModelTarget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The targets that may serve a request, in the order in which they are tried. One for each request, used by its thread.
 */
public final class Plan {
    private final MappedModel model;
    private final List<ModelTarget> targets;
    private final Queue<ModelTarget> postponed = new ArrayDeque<>(0);
    private int attemptLimit;
    private int position;
    private boolean onlyPostponed;
    private @Nullable ModelTarget first;
    private @Nullable List<String> turnedTo;
    private final Map<ModelTarget, String> ofOtherModels = new IdentityHashMap<>(0);
    private Predicate<ModelTarget> allowed = target -> true;

    public Plan(MappedModel model, List<ModelTarget> targets, int attemptLimit) {
        this.model = model;
        this.targets = new ArrayList<>(targets);
        this.attemptLimit = attemptLimit;
    }

    public MappedModel model() {
        return model;
    }

    public List<ModelTarget> targets() {
        return Collections.unmodifiableList(targets);
    }

    /** How many providers may be called, the first included. */
    public int attemptLimit() {
        return attemptLimit;
    }

    /** The next target in order, or null behind the last. */
    public @Nullable ModelTarget next() {
        if (position < targets.size()) {
            return targets.get(position++);
        }
        onlyPostponed = true;
        return postponed.poll();
    }

    /**
     * Puts a target that {@link #next} gave behind all others.
     *
     * @return false if it was there already: now it is its turn
     */
    public boolean postpone(ModelTarget target) {
        return !onlyPostponed && postponed.add(target);
    }

    /** Whether {@link #next} would give one. */
    public boolean hasMore() {
        return position < targets.size() || !postponed.isEmpty();
    }

    /** Of the targets that have not been tried those go on that fit. */
    public void keepOnly(Predicate<ModelTarget> fit) {
        targets.subList(position, targets.size()).removeIf(fit.negate());
        postponed.removeIf(fit.negate());
    }

    /** From now on no other targets are tried, not even of models that the plan turns to. Before the first is taken. */
    public void restrict(Predicate<ModelTarget> to) {
        allowed = allowed.and(to);
        keepOnly(to);
    }

    /** Is held to what another plan is held to. Before the first target is taken. */
    public void restrictAs(Plan other) {
        restrict(other.allowed);
    }

    /** Whether a target is within what the plan has been restricted to. */
    public boolean allows(ModelTarget target) {
        return allowed.test(target);
    }

    /** Sorts the targets; those that compare equal keep their order. Before the first is taken. */
    public void sort(Comparator<ModelTarget> order) {
        targets.sort(order);
    }

    /**
     * Puts a target before all others, wherever it was. One more than the plan had, or the model's canary, does not count against
     * its limit: the others are tried as if it were not there. Before the first is taken.
     */
    public void putFirst(ModelTarget target) {
        for (ModelTarget known : targets) {
            if (same(known, target)) {
                targets.remove(known);
                targets.add(0, known);
                first = known;
                attemptLimit += isCanary(known) ? 1 : 0;
                return;
            }
        }
        targets.add(0, target);
        first = target;
        attemptLimit++;
    }

    /** Whether a target was put first as the model's canary. */
    public boolean isCanary(ModelTarget target) {
        TrafficShare canary = model.policies().canary();
        return canary != null && target == first && same(target, canary.target());
    }

    private static boolean same(ModelTarget one, ModelTarget other) {
        return one.provider().name().equals(other.provider().name())
                && one.model().equals(other.model());
    }

    /** The plan turns to other models. False if it has turned before: from there it goes nowhere else. */
    public boolean turnTo(List<String> models) {
        boolean first = turnedTo == null;
        turnedTo = models;
        return first;
    }

    /** The other model that a target was put here for, or null: it serves the one that was asked for. */
    public @Nullable String otherModel(ModelTarget target) {
        return ofOtherModels.get(target);
    }

    /** Whether it has turned to other models. */
    public boolean hasTurned() {
        return turnedTo != null;
    }

    /**
     * Puts another model's targets behind the last, beyond the limit that those before have.
     *
     * @return whether any of them may be tried
     */
    public boolean append(String otherModel, List<ModelTarget> more) {
        List<ModelTarget> fit = more.stream().filter(allowed).toList();
        fit.forEach(target -> ofOtherModels.put(target, otherModel));
        targets.addAll(fit);
        attemptLimit += fit.size();
        onlyPostponed = false;
        return !fit.isEmpty();
    }
}
