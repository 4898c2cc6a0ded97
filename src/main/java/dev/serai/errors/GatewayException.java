package dev.serai.errors;

/** Carries a {@link GatewayError} to the edge. Has no stack trace: it says what the client did, not where we were. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient GatewayError error;

    public GatewayException(GatewayError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** A 400 {@code invalid_request_error}. */
    public static GatewayException invalid(String code, String param, String message) {
        return new GatewayException(new GatewayError.InvalidRequest(code, param, message));
    }

    public GatewayError error() {
        return error;
    }
}
