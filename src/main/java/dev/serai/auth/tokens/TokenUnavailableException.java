package dev.serai.auth.tokens;

/** Nobody can say now whether a token is good. The message is for the operator, and holds nothing of the token. */
public final class TokenUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    TokenUnavailableException(String message) {
        super(message);
    }

    TokenUnavailableException(String message, Exception cause) {
        super(message, cause);
    }
}
