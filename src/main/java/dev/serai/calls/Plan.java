package dev.serai.calls;

import dev.serai.config.MappedModel;
import dev.serai.config.ModelTarget;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The targets that may serve a request, in the order in which they are tried. One for each request, used by its thread.
 */
public final class Plan {
    private final MappedModel model;
    private final List<ModelTarget> targets;
    private final int attemptLimit;
    private int position;
    private final Queue<ModelTarget> postponed = new ArrayDeque<>(0);
    private boolean onlyPostponed;

    public Plan(MappedModel model, List<ModelTarget> targets, int attemptLimit) {
        this.model = model;
        this.targets = List.copyOf(targets);
        this.attemptLimit = attemptLimit;
    }

    public MappedModel model() {
        return model;
    }

    public List<ModelTarget> targets() {
        return targets;
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
}
