package dev.serai.calls;

import dev.serai.errors.GatewayError;

/** The client has left, or nobody waits any longer: nothing that the provider did, so no breaker counts it. */
public final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Attempt.Abort reason;

    private ClientGoneException(Attempt.Abort reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** The client has left. */
    public ClientGoneException() {
        this(Attempt.Abort.CLIENT_GONE, "The client has left");
    }

    /** Why nobody waits: the client's leaving, a time that is up, or the gateway's own end. */
    public static ClientGoneException because(Attempt.Abort reason) {
        return switch (reason) {
            case DEADLINE -> new ClientGoneException(reason, "The request's deadline has passed");
            case TOTAL -> new ClientGoneException(reason, "The answer took longer than it may as a whole");
            case SHUTDOWN -> new ClientGoneException(reason, "The gateway is stopping; try again");
            default -> new ClientGoneException();
        };
    }

    /** Whether nobody is there to be answered; else the client waits for a word. */
    public boolean left() {
        return reason == Attempt.Abort.CLIENT_GONE;
    }

    /** What a client that is still there is told. */
    public GatewayError error() {
        return reason == Attempt.Abort.SHUTDOWN
                ? new GatewayError.Overloaded(getMessage(), 1)
                : new GatewayError.ProviderError(
                        504, "provider_error", "provider_timeout", null, getMessage(), null, false);
    }
}
