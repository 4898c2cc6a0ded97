package dev.serai.errors;

import org.jspecify.annotations.Nullable;

/**
 * An error as the client will see it, before an envelope gives it the client dialect's shape. Immutable.
 *
 * <p>Statuses, types and codes are those of the error table in {@code docs/reference/errors.md}.
 */
public sealed interface GatewayError {

    /** HTTP status. */
    int status();

    /** OpenAI's {@code error.type}. */
    String type();

    /** OpenAI's {@code error.code}, or null where there is none. */
    @Nullable
    String code();

    /** The faulty field as OpenAI names it ({@code messages[0].role}), or null. */
    default @Nullable String param() {
        return null;
    }

    /** What is wrong and what to do, for a person. Holds no secret, class name or internal address. */
    String message();

    /** Seconds for {@code Retry-After}, or null where no time is known. */
    default @Nullable Integer retryAfterSeconds() {
        return null;
    }

    /** Whether the answer says {@code x-should-retry: false}. */
    default boolean hopeless() {
        return false;
    }

    /** The request itself is wrong: nothing was sent to a provider. */
    record InvalidRequest(int status, String code, @Nullable String param, String message) implements GatewayError {
        public InvalidRequest(String code, @Nullable String param, String message) {
            this(400, code, param, message);
        }

        @Override
        public String type() {
            return "invalid_request_error";
        }
    }

    /** Nobody whom the gateway knows sends it. */
    record Unauthenticated(String code, String message) implements GatewayError {
        @Override
        public int status() {
            return 401;
        }

        @Override
        public String type() {
            return "authentication_error";
        }
    }

    /** Too many wrong codes: nobody looks at another one for a while. */
    record SecondFactorLocked(String message, Integer retryAfterSeconds) implements GatewayError {
        @Override
        public int status() {
            return 429;
        }

        @Override
        public String type() {
            return "rate_limit_error";
        }

        @Override
        public String code() {
            return "totp_locked";
        }
    }

    /** The request is well made, but whoever sends it may not have it done. */
    record NotAllowed(String code, @Nullable String param, String message) implements GatewayError {
        @Override
        public int status() {
            return 403;
        }

        @Override
        public String type() {
            return "permission_error";
        }
    }

    /** Whoever sends it has had as much as is allowed at a time. */
    record LimitReached(String message, @Nullable Integer retryAfterSeconds, boolean hopeless) implements GatewayError {
        @Override
        public int status() {
            return 429;
        }

        @Override
        public String type() {
            return "rate_limit_error";
        }

        @Override
        public String code() {
            return "rate_limit_exceeded";
        }
    }

    /** A policy of the gateway's operator does not let the request pass; its code is one of the contract's. */
    record RefusedByPolicy(int status, String type, String code, String message) implements GatewayError {}

    /**
     * A budget of the caller's does not do for what the request may cost.
     *
     * @param retryAfterSeconds null: what is left is not enough, and no retry helps
     */
    record BudgetSpent(String message, @Nullable Integer retryAfterSeconds) implements GatewayError {
        @Override
        public int status() {
            return 429;
        }

        @Override
        public String type() {
            return "insufficient_quota";
        }

        @Override
        public String code() {
            return "insufficient_quota";
        }

        @Override
        public boolean hopeless() {
            return retryAfterSeconds == null;
        }
    }

    /**
     * What has to be known, who sends it, what it may use up, or what is asked for, can't be found out now.
     *
     * @param code {@code auth_unavailable}, {@code limits_unavailable}, {@code budget_unavailable} or {@code store_unavailable}
     * @param retryAfterSeconds null: it is not there at all, and no retry helps
     */
    record Unavailable(
            String code, String message, @Nullable Integer retryAfterSeconds) implements GatewayError {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public String type() {
            return "server_error";
        }

        @Override
        public boolean hopeless() {
            return retryAfterSeconds == null;
        }
    }

    /** No provider can take the request, or every one that did failed; or one refused the request itself. */
    record ProviderError(
            int status,
            String type,
            @Nullable String code,
            @Nullable String param,
            String message,
            @Nullable Integer retryAfterSeconds,
            boolean hopeless)
            implements GatewayError {}

    /** The gateway refuses work that it can't do now. */
    record Overloaded(String message, Integer retryAfterSeconds) implements GatewayError {
        @Override
        public int status() {
            return 503;
        }

        @Override
        public String type() {
            return "overloaded_error";
        }

        @Override
        public String code() {
            return "overloaded";
        }
    }

    /** A fault of the gateway's own. Its cause is in the log under the request id, never in the answer. */
    record Internal(String message) implements GatewayError {
        @Override
        public int status() {
            return 500;
        }

        @Override
        public String type() {
            return "server_error";
        }

        @Override
        public String code() {
            return "internal_error";
        }
    }
}
