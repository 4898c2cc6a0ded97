package dev.serai.http;

import java.net.BindException;
import org.jspecify.annotations.Nullable;

/** The listener could not open its port: the process has nothing to do, and ends with exit code 1. */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListenException(String host, int port, Throwable cause) {
        super(reason(host, port, cause), cause);
    }

    /** The listener's failure among the causes of a failed start, or null. Its message is one line for an operator. */
    public static @Nullable ListenException in(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ListenException found) {
                return found;
            }
        }
        return null;
    }

    private static String reason(String host, int port, Throwable cause) {
        if (cause instanceof BindException) {
            return "can't listen on " + host + ":" + port + ": " + cause.getMessage()
                    + " (is another process on this port? PORT, HOST and TLS_PORT choose another)";
        }
        return "can't listen on " + host + ":" + port + ": " + cause;
    }
}
