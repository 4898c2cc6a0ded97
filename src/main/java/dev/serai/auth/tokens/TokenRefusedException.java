package dev.serai.auth.tokens;

/** A token proves nothing. The message is for whoever sent it, and holds nothing of it. */
public final class TokenRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public TokenRefusedException(String message) {
        super(message);
    }

    TokenRefusedException(String message, Exception cause) {
        super(message, cause);
    }
}
