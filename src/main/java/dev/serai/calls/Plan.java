package dev.serai.calls;

import dev.serai.config.MappedModel;
import dev.serai.config.ModelTarget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The targets that may serve a request, in the order in which they are tried. One for each request, used by its thread.
 */
public final class Plan {
    private final MappedModel model;
    private final List<ModelTarget> targets;
    private final int attemptLimit;
    private int position;

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
        return position < targets.size() ? targets.get(position++) : null;
    }
}
