package dev.serai.models;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.PassedOver;
import dev.serai.dialects.ClientRequest;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayError.ProviderError;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the client is told when no target answered: the most actionable of what happened. Stateless. */
final class FinalError {
    /** What a provider says of a credential may hold a part of it. */
    private static final ProviderFailure CREDENTIALS = new ProviderFailure(
            Kind.CREDENTIALS_REFUSED,
            0,
            "The provider refused the gateway's credentials; its operator must see to them");

    /** Said anew for as long as the mapping stays as it is: the provider is not asked for it again. */
    private static final ProviderFailure MODEL_UNKNOWN = new ProviderFailure(
            Kind.MODEL_UNKNOWN,
            0,
            "The provider does not know the model that the gateway asks it for; its operator must see to it");

    /** A breaker may close, and a call end, at any time; nobody knows when. */
    private static final int RETRY_SECONDS = 5;

    GatewayError of(Call call) {
        List<ProviderFailure> failures = failures(call);
        for (int i = 0; i < failures.size(); i++) {
            ProviderFailure failure = failures.get(i);
            if (!failure.kind().nextTarget() && !othersMayServe(failures.subList(i + 1, failures.size()))) {
                return refusal(failure, call.request());
            }
        }
        PassedOver passedOver = call.passedOver();
        boolean capableLater = passedOver.shortestRest() != null || passedOver.anyBreakerOpen() || passedOver.anyBusy();
        if (failures.isEmpty() && !capableLater && !passedOver.incapable().isEmpty()) {
            return passedOver.incapable().get(0);
        }
        ProviderFailure worst = mostActionable(failures);
        if (worst == null) {
            return passedOver(call);
        }
        return answer(call, worst, smallestRetryAfter(call, failures));
    }

    /** Who was asked after a refusal might have served it, and only can't now: that is what the client has to hear. */
    private static boolean othersMayServe(List<ProviderFailure> later) {
        return !later.isEmpty()
                && later.stream().allMatch(failure -> failure.kind().nextTarget());
    }

    private static List<ProviderFailure> failures(Call call) {
        List<ProviderFailure> failures = new ArrayList<>(call.attempts().size());
        for (Attempt attempt : call.attempts()) {
            ProviderFailure failure = attempt.failure();
            // What a canary says counts where nobody else was asked.
            boolean counts = call.attempts().size() == 1 || !call.plan().isCanary(attempt.target());
            if (failure != null && counts) {
                failures.add(failure);
            }
        }
        return failures;
    }

    private static GatewayError refusal(ProviderFailure failure, ClientRequest request) {
        String named = failure.param();
        String param = named == null ? null : request.param(named);
        return switch (failure.kind()) {
            case CONTEXT_TOO_LONG -> request(400, "context_length_exceeded", request.promptField(), failure);
            case CONTENT_FILTERED -> request(400, "content_filter", param, failure);
            default -> request(statusOf(failure), failure.code(), param, failure);
        };
    }

    /** An error in the body of a 200, or under a status that its name belies, is a refusal all the same. */
    private static int statusOf(ProviderFailure failure) {
        return failure.status() / 100 == 4 ? failure.status() : 400;
    }

    private static GatewayError request(
            int status, @Nullable String code, @Nullable String param, ProviderFailure failure) {
        return new ProviderError(status, "invalid_request_error", code, param, failure.message(), null, false);
    }

    private static @Nullable ProviderFailure mostActionable(List<ProviderFailure> failures) {
        ProviderFailure best = null;
        for (ProviderFailure failure : failures) {
            if (best == null || rank(failure.kind()) < rank(best.kind())) {
                best = failure;
            }
        }
        return best;
    }

    /** 429 before 503, 504 and 502. */
    private static int rank(Kind kind) {
        return switch (kind) {
            case RATE_LIMITED -> 0;
            case QUOTA_SPENT -> 1;
            case UNAVAILABLE, UNREACHABLE -> 2;
            case TIMEOUT -> 3;
            case INVALID_RESPONSE -> 4;
            case CREDENTIALS_REFUSED, ACCESS_DENIED -> 5;
            case MODEL_UNKNOWN, ENDPOINT_UNKNOWN -> 6;
            default -> 7;
        };
    }

    private static @Nullable Integer smallestRetryAfter(Call call, List<ProviderFailure> failures) {
        Integer smallest = call.passedOver().shortestRest();
        for (ProviderFailure failure : failures) {
            Integer seconds = failure.retryAfterSeconds();
            if (seconds != null && (smallest == null || seconds < smallest)) {
                smallest = seconds;
            }
        }
        return smallest;
    }

    private static GatewayError answer(Call call, ProviderFailure failure, @Nullable Integer retryAfter) {
        return switch (failure.kind()) {
            case RATE_LIMITED -> error(429, "rate_limit_error", "provider_rate_limited", failure, retryAfter, false);
            case QUOTA_SPENT -> error(429, "rate_limit_error", "provider_rate_limited", failure, null, true);
            case TIMEOUT -> error(504, "provider_error", "provider_timeout", failure, null, false);
            case INVALID_RESPONSE, ENDPOINT_UNKNOWN ->
                error(502, "provider_error", "provider_invalid_response", failure, null, false);
            case CREDENTIALS_REFUSED, ACCESS_DENIED ->
                error(502, "provider_error", "provider_authentication_failed", CREDENTIALS, null, true);
            case MODEL_UNKNOWN -> unknownModel(call, failure);
            default -> error(503, "provider_error", "provider_unavailable", failure, retryAfter, false);
        };
    }

    private static GatewayError unknownModel(Call call, ProviderFailure failure) {
        if (call.plan().model().byPattern()) {
            return new GatewayError.InvalidRequest(
                    404,
                    "model_not_found",
                    "model",
                    "The model \"" + call.request().model() + "\" does not exist");
        }
        return error(502, "provider_error", "provider_model_not_found", failure, null, true);
    }

    private static GatewayError error(
            int status,
            String type,
            String code,
            ProviderFailure failure,
            @Nullable Integer retryAfter,
            boolean hopeless) {
        return new ProviderError(status, type, code, null, failure.message(), retryAfter, hopeless);
    }

    private static GatewayError passedOver(Call call) {
        Integer rest = call.passedOver().shortestRest();
        boolean soon = call.passedOver().anyBreakerOpen() || call.passedOver().anyBusy();
        if (rest != null && !soon) {
            return new ProviderError(
                    429,
                    "rate_limit_error",
                    "provider_rate_limited",
                    null,
                    "Every provider of this model has asked to be left alone for a while",
                    rest,
                    false);
        }
        if (rest == null && !soon && call.passedOver().anyModelUnknown()) {
            return unknownModel(call, MODEL_UNKNOWN);
        }
        return new ProviderError(
                503,
                "provider_error",
                "provider_unavailable",
                null,
                "No provider of this model is available",
                rest == null && soon ? (Integer) RETRY_SECONDS : rest,
                false);
    }
}
