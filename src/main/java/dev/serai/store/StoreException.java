package dev.serai.store;

import org.jspecify.annotations.Nullable;

/** The store could not be reached, or refused. Its message says nothing of what was asked. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
