package dev.serai.http;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayError.ProviderError;
import dev.serai.errors.ProviderFailure;

/** What the last event of a stream says when the provider broke it after its first. */
final class BrokenStreamError {
    private BrokenStreamError() {}

    static GatewayError of(ProviderFailure failure) {
        return switch (failure.kind()) {
            case RATE_LIMITED, QUOTA_SPENT -> error(429, "rate_limit_error", "provider_rate_limited", failure);
            case TIMEOUT -> error(504, "provider_error", "provider_timeout", failure);
            case UNAVAILABLE -> error(503, "provider_error", "provider_unavailable", failure);
            case CONTENT_FILTERED -> error(400, "invalid_request_error", "content_filter", failure);
            case REFUSED, CONTEXT_TOO_LONG ->
                error(400, "invalid_request_error", failure.code() == null ? "invalid_value" : failure.code(), failure);
            default -> error(502, "provider_error", "provider_invalid_response", failure);
        };
    }

    private static GatewayError error(int status, String type, String code, ProviderFailure failure) {
        return new ProviderError(status, type, code, null, failure.message(), null, false);
    }
}
