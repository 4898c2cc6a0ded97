package dev.serai.errors;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong at a provider, classified by the provider's own error names. Immutable.
 *
 * @param kind what happened: decides whether the next target is tried, whether the breaker counts it, and what cools
 * @param status the provider's HTTP status, 0 where none was received
 * @param code the provider's own error code or type name, or null
 * @param param the faulty field if the provider names one, or null
 * @param message the provider's words without account ids, ARNs, URLs and key prefixes, or our own where it said nothing
 * @param retryAfterSeconds from {@code Retry-After} and its relatives, rounded up, or null
 */
public record ProviderFailure(
        Kind kind,
        int status,
        @Nullable String code,
        @Nullable String param,
        String message,
        @Nullable Integer retryAfterSeconds) {

    public ProviderFailure(Kind kind, int status, String message) {
        this(kind, status, null, null, message, null);
    }

    /** The same without the secrets that the provider's words may quote. */
    public ProviderFailure without(Secrets secrets) {
        ProviderFailure rest = new ProviderFailure(
                kind,
                status,
                code == null ? null : secrets.takenOutOf(code),
                param == null ? null : secrets.takenOutOf(param),
                secrets.takenOutOf(message),
                retryAfterSeconds);
        return rest.equals(this) ? this : rest;
    }

    /** The rows of the contract's table "what the provider did". */
    public enum Kind {
        /** Can't be connected to. */
        UNREACHABLE(true, true, Cools.NOTHING),
        /** No answer, or no first event of a stream, in time; the provider's own 408 and 504. */
        TIMEOUT(true, true, Cools.NOTHING),
        /** 5xx, 529, 424, 409 "overloaded". */
        UNAVAILABLE(true, true, Cools.NOTHING),
        /** Unreadable answer, empty stream, error event first, 3xx. */
        INVALID_RESPONSE(true, true, Cools.NOTHING),
        /** 429. */
        RATE_LIMITED(true, false, Cools.TARGET),
        /** Spent quota: 402, ServiceQuotaExceeded, {@code insufficient_quota}. */
        QUOTA_SPENT(true, false, Cools.TARGET),
        /** 401, and what else says that the credential itself is no good. */
        CREDENTIALS_REFUSED(true, false, Cools.CREDENTIAL),
        /** A good credential that may not use this model: the account's other models are well. */
        ACCESS_DENIED(true, false, Cools.TARGET),
        /** The provider does not know the model id that the mapping named. */
        MODEL_UNKNOWN(true, false, Cools.TARGET_UNTIL_RELOAD),
        /** The provider lacks the endpoint: the models that it serves by others are well. */
        ENDPOINT_UNKNOWN(true, false, Cools.NOTHING),
        /** The prompt is longer than the model's window. */
        CONTEXT_TOO_LONG(false, false, Cools.NOTHING),
        /** The provider's content filter refused the prompt. */
        CONTENT_FILTERED(false, false, Cools.NOTHING),
        /** Any other 400, 413, 422. */
        REFUSED(false, false, Cools.NOTHING);

        private final boolean nextTarget;
        private final boolean breakerCounts;
        private final Cools cools;

        Kind(boolean nextTarget, boolean breakerCounts, Cools cools) {
            this.nextTarget = nextTarget;
            this.breakerCounts = breakerCounts;
            this.cools = cools;
        }

        /** Whether the plan's next target is tried. */
        public boolean nextTarget() {
            return nextTarget;
        }

        /** Whether the provider's circuit breaker counts it as a failure. */
        public boolean breakerCounts() {
            return breakerCounts;
        }

        public Cools cools() {
            return cools;
        }
    }

    /** What is left alone for a while after a failure. */
    public enum Cools {
        NOTHING,
        /** The target, for {@code Retry-After}, 60 s at most. */
        TARGET,
        /** The provider's credential, until it is refreshed. */
        CREDENTIAL,
        /** The target, until the configuration is reloaded. */
        TARGET_UNTIL_RELOAD
    }
}
