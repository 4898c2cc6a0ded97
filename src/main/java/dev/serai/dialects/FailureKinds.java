package dev.serai.dialects;

import dev.serai.errors.ProviderFailure.Kind;

/** What an HTTP status alone says about a failure: the last resort where a provider names no error. */
public final class FailureKinds {
    /** Our words for an error that came, without any of its own, where an answer was promised. */
    public static final String WORDLESS = "The provider gave an error without a message.";

    private FailureKinds() {}

    /** The kind of a status that is not 2xx. */
    public static Kind ofStatus(int status) {
        return switch (status) {
            case 400, 413, 422 -> Kind.REFUSED;
            case 401 -> Kind.CREDENTIALS_REFUSED;
            case 403 -> Kind.ACCESS_DENIED;
            case 402 -> Kind.QUOTA_SPENT;
            case 404 -> Kind.MODEL_UNKNOWN;
            case 408, 504 -> Kind.TIMEOUT;
            case 409, 424 -> Kind.UNAVAILABLE;
            case 429 -> Kind.RATE_LIMITED;
            default -> status >= 500 ? Kind.UNAVAILABLE : Kind.INVALID_RESPONSE;
        };
    }

    /** Our words for an answer that holds none that can be read. */
    public static String wordless(int status) {
        return "The provider answered with status " + status + " and no message.";
    }
}
