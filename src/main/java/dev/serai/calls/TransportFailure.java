package dev.serai.calls;

import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** Says what an exception of the transport means: who ended it, and why. */
public final class TransportFailure {
    private TransportFailure() {}

    /** A {@link ClientGoneException} or a {@link ProviderException}; the cause stays for the log, never for the client. */
    public static RuntimeException of(Attempt attempt, Throwable cause) {
        Attempt.Abort aborted = attempt.aborted();
        if (aborted != null && aborted.ours()) {
            return ClientGoneException.because(aborted);
        }
        return new ProviderException(failure(attempt, cause), cause);
    }

    private static ProviderFailure failure(Attempt attempt, Throwable cause) {
        String provider = attempt.target().provider().name();
        if (attempt.aborted() == Attempt.Abort.TIMEOUT) {
            return new ProviderFailure(
                    Kind.TIMEOUT, 0, "The provider " + provider + " did not answer in " + seconds(attempt.timeout()));
        }
        if (attempt.aborted() == Attempt.Abort.IDLE) {
            return new ProviderFailure(
                    Kind.TIMEOUT, 0, "The provider " + provider + " was silent for " + seconds(attempt.idleTimeout()));
        }
        if (attempt.isAnswering()) {
            return new ProviderFailure(Kind.INVALID_RESPONSE, 0, "The provider " + provider + " broke off its answer");
        }
        if (cause instanceof SocketTimeoutException) {
            // Reads have no time of their own, but those of a TLS handshake.
            String time = seconds(attempt.target().timeouts().connect());
            return new ProviderFailure(
                    Kind.UNREACHABLE, 0, "No connection to the provider " + provider + " could be made in " + time);
        }
        if (cause instanceof SSLException) {
            return new ProviderFailure(
                    Kind.UNREACHABLE, 0, "No secure connection to the provider " + provider + " can be made");
        }
        if (cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException) {
            return new ProviderFailure(Kind.UNREACHABLE, 0, "The provider " + provider + " can't be reached");
        }
        return new ProviderFailure(
                Kind.UNREACHABLE, 0, "The connection to the provider " + provider + " broke before it answered");
    }

    private static String seconds(Duration time) {
        return time.toSeconds() > 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
