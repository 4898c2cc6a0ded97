package dev.serai.credentials;

/** The gateway has no credentials for a provider, or can't get them now. The message names no secret. */
public final class CredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CredentialsException(String message) {
        super(message);
    }

    public CredentialsException(String message, Throwable cause) {
        super(message, cause);
    }
}
