package dev.serai.calls;

import java.util.ArrayList;
import java.util.List;

/**
 * What is done about a call once it is known what it used ({@link Call#bill}), before the last of its answer leaves, however it
 * ends. Used by the request's thread.
 */
public final class Ending {
    private final List<Runnable> waiting = new ArrayList<>(0);

    /** Has something done at the end. */
    public void then(Runnable action) {
        waiting.add(action);
    }

    /** Whether anything waits for it. */
    public boolean awaited() {
        return !waiting.isEmpty();
    }

    /** The last of the answer, or of an error, is about to leave. What waits for it is done, once. */
    public void now() {
        if (!waiting.isEmpty()) {
            List<Runnable> actions = List.copyOf(waiting);
            waiting.clear();
            actions.forEach(Runnable::run);
        }
    }
}
