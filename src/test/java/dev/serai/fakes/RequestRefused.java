package dev.serai.fakes;

import org.jspecify.annotations.Nullable;

/** Why a fake provider refuses a call, in words that each fake puts into its own envelope. */
public final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final @Nullable String param;

    RequestRefused(int status, String code, @Nullable String param, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.param = param;
    }

    static RequestRefused invalid(String param, String message) {
        return new RequestRefused(400, "invalid_value", param, param + ": " + message);
    }

    static RequestRefused unknownField(String param) {
        return new RequestRefused(400, "unknown_parameter", param, "Unknown parameter: '" + param + "'.");
    }

    static RequestRefused missing(String param) {
        return new RequestRefused(400, "missing_required_parameter", param, param + ": Field required");
    }

    static RequestRefused credentials(int status, String code, String message) {
        return new RequestRefused(status, code, null, message);
    }

    public int status() {
        return status;
    }

    /** An OpenAI error code, or the name of an AWS exception. */
    public String code() {
        return code;
    }

    /** The path of the field at fault, as {@code messages[0].content}. */
    public @Nullable String param() {
        return param;
    }

    /** The message, never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
