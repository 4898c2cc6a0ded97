package dev.serai.errors;

/** A {@link ProviderFailure} on its way to whoever decides what happens next. Has no stack trace of its own. */
public final class ProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ProviderFailure failure;

    public ProviderException(ProviderFailure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    public ProviderException(ProviderFailure failure, Throwable cause) {
        super(failure.message(), cause, false, false);
        this.failure = failure;
    }

    /** The same without the secrets that the provider's words may quote: an exception's message is logged where it passes. */
    public ProviderException without(Secrets secrets) {
        ProviderFailure rest = failure.without(secrets);
        return rest.equals(failure) ? this : new ProviderException(rest, getCause());
    }

    public ProviderFailure failure() {
        return failure;
    }
}
