package dev.serai.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/**
 * The store could not be reached, or refused. Its message says nothing of what was asked; its cause may, and of the address, too: to
 * people {@link #explained} is said.
 */
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

    /** The message, and why by the code that the database or its driver has for it; nothing that these quote. */
    public String explained() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException of) {
                return getMessage() + ": " + of.getResultCode().name();
            }
            if (cause instanceof SQLException of && of.getSQLState() != null) {
                return getMessage() + ": " + meaning(of.getSQLState());
            }
        }
        return getMessage();
    }

    /** @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's codes</a> */
    private static String meaning(String state) {
        String meaning =
                switch (state.length() < 2 ? state : state.substring(0, 2)) {
                    case "08" -> "it can't be reached; are host and port of its address right, and is it up?";
                    case "28" -> "it refuses the user or the password of its address";
                    case "3D" -> "there is no database of the name in its address";
                    case "42" ->
                        state.equals(FORBIDDEN) ? "the user of its address may not do that" : "it refuses that";
                    case "53" -> "it has no connection, memory or disk left";
                    case "57" -> "it is stopping, or it took too long";
                    default -> "it refuses that";
                };
        return meaning + " (SQLSTATE " + state + ")";
    }
}
