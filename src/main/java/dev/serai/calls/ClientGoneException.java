package dev.serai.calls;

/** The client has left, or will wait no longer: nothing that the provider did, so no breaker counts it. */
public final class ClientGoneException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean left;

    /** @param left whether nobody is there to be answered */
    public ClientGoneException(boolean left) {
        super(left ? "The client has left" : "The request's deadline has passed", null, false, false);
        this.left = left;
    }

    /** Whether nobody is there to be answered; else it was the deadline, and the client waits for a word. */
    public boolean left() {
        return left;
    }
}
