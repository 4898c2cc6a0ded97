package dev.serai.lifetimes;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was opened one after the other, and is closed the other way round, all of it even where one can't be. Whatever needs
 * several things that have to be closed is made by {@link #whole}: so a start that fails half-way leaves nothing behind. Opened by
 * one thread; closed by any, once, and for nothing the second time.
 */
public final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /** Makes something out of what it opens. */
    @FunctionalInterface
    public interface Opening<T, E extends Exception> {
        T from(Opened opened) throws E;
    }

    private Opened() {}

    /**
     * Makes it whole, or closes what was opened for it and throws what it threw.
     *
     * @param opening adds what it opens as soon as it is open, and hands it to whatever closes it
     */
    public static <T, E extends Exception> T whole(Opening<T, E> opening) throws E {
        Opened opened = new Opened();
        try {
            return opening.from(opened);
        } catch (Throwable e) {
            opened.closeAfter(e);
            throw e;
        }
    }

    /** From now on this is closed, too, before all that was added earlier. A null is nothing to close. */
    public synchronized <T extends @Nullable AutoCloseable> T add(T part) {
        if (part != null) {
            parts.push(part);
        }
        return part;
    }

    private void closeAfter(Throwable reason) {
        try {
            close();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() {
        RuntimeException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                RuntimeException failure =
                        e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
