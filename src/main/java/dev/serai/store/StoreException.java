package dev.serai.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The store could not be reached, or refused. Its message says nothing of what was asked. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** PostgreSQL's {@code insufficient_privilege}. */
    private static final String FORBIDDEN = "42501";

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the store is there, and refuses the role that it was asked with: nothing was done. */
    public boolean forbidden() {
        return getCause() instanceof SQLException refused && FORBIDDEN.equals(refused.getSQLState());
    }
}
