package dev.serai.calls;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The attempts of one call, in their order. Added to and read by the request's thread. */
public final class Attempts extends AbstractList<Attempt> {
    private final List<Attempt> begun = new ArrayList<>(2);

    Attempts() {}

    /** The next has begun. */
    void begin(Attempt next) {
        begun.add(next);
    }

    @Override
    public Attempt get(int index) {
        return begun.get(index);
    }

    @Override
    public int size() {
        return begun.size();
    }

    /** How many providers were called: what {@code X-Attempts} says. */
    public int sent() {
        int sent = 0;
        for (Attempt attempt : begun) {
            if (attempt.sent()) {
                sent++;
            }
        }
        return sent;
    }

    /** The last attempt at a provider that was called, or null: those that were passed over are no attempts. */
    public @Nullable Attempt lastSent() {
        for (int i = begun.size() - 1; i >= 0; i--) {
            if (begun.get(i).sent()) {
                return begun.get(i);
            }
        }
        return null;
    }
}
