package dev.serai.accounting;

import dev.serai.auth.Caller;
import dev.serai.calls.Attempt;
import dev.serai.calls.Bill;
import dev.serai.calls.Call;
import dev.serai.calls.Client;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.errors.ProviderFailure;
import dev.serai.traces.RunningSpan;
import dev.serai.traces.Traces;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a request and of each attempt at a provider, in the words of OpenTelemetry's conventions: the request's are
 * those of HTTP, an attempt's those of generative AI (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/); what they have
 * no word for begins with {@code serai.}. Nothing of what was said to a model or by it is in them. Thread-safe.
 */
public final class CallSpans {
    private static final int SERVER_ERROR = 500;

    /** https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/: by the types of providers. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "azure", "azure.ai.openai",
            "bedrock", "aws.bedrock",
            "vertex", "gcp.vertex_ai",
            "ibm", "ibm.watsonx.ai");

    private final Traces traces;

    public CallSpans(Traces traces) {
        this.traces = traces;
    }

    /**
     * The span of a call begins, and with it the trace, if its client has begun none.
     *
     * @param method by which it came; null: not by HTTP
     * @param route where it came in
     */
    public void begin(Call call, @Nullable String method, String route) {
        RunningSpan span = traces.begin(
                method == null ? route : method + " " + route,
                method != null,
                call.trace().context(),
                call.startedMillis(),
                call.startedNanos());
        call.trace().begun(span);
        if (span.kept()) {
            span.with("http.request.method", method).with("http.route", method == null ? null : route);
        }
    }

    /** All of the call is over, and so are its spans. */
    public void end(Call call) {
        RunningSpan span = call.trace().span();
        if (span == null || !span.kept()) {
            return;
        }
        String operation = OperationName.of(call.request());
        Attempt last = call.attempts().lastSent();
        for (Attempt attempt : call.attempts()) {
            RunningSpan ofAttempt = attempt.trace().span();
            if (ofAttempt != null && attempt.sent()) {
                describe(call, attempt, attempt == last, operation, ofAttempt);
                ofAttempt.end(attempt.endedNanos());
            }
        }
        describe(call, operation, span);
        span.end(System.nanoTime());
    }

    private static void describe(Call call, @Nullable String operation, RunningSpan span) {
        int status = Account.status(call);
        span.with("gen_ai.operation.name", operation)
                .with("gen_ai.request.model", call.request().model())
                .with("serai.request_id", call.id())
                .with("serai.attempts", call.attempts().sent());
        if (call.client() != Client.PRESENT && !call.within()) {
            span.with("http.response.status_code", status);
        }
        if (call.request().stream()) {
            span.with("gen_ai.request.stream", true);
        }
        if (call.caller() != Caller.ANYONE) {
            span.with("serai.key", call.caller().id())
                    .with("serai.team", call.caller().team());
        }
        GatewayError error = call.outcome().error();
        boolean broken = call.outcome().brokenStream();
        if (error != null || broken || status >= SERVER_ERROR) {
            String code = error == null ? null : error.code();
            span.failed(code == null ? Integer.toString(status) : code, broken || status >= SERVER_ERROR);
        }
    }

    private static void describe(
            Call call, Attempt attempt, boolean last, @Nullable String operation, RunningSpan span) {
        String model = attempt.target().model();
        String provider = attempt.target().provider().type();
        span.named((operation == null ? "call" : operation) + " " + (model.isEmpty() ? provider : model))
                .with("gen_ai.operation.name", operation)
                .with("gen_ai.provider.name", PROVIDERS.getOrDefault(provider, provider))
                .with("gen_ai.request.model", model)
                .with("serai.provider", attempt.target().provider().name())
                .with("serai.provider_request_id", attempt.providerRequestId())
                .with("server.address", attempt.trace().host());
        if (attempt.trace().port() > 0) {
            span.with("server.port", attempt.trace().port());
        }
        if (call.request().stream()) {
            span.with("gen_ai.request.stream", true);
            if (attempt.heardFirst()) {
                span.with("gen_ai.response.time_to_first_chunk", attempt.secondsToFirstEvent());
            }
        }
        ProviderFailure failure = attempt.failure();
        Attempt.Abort aborted = attempt.aborted();
        int status = status(attempt, failure, aborted);
        if (status > 0) {
            span.with("http.response.status_code", status);
        }
        if (failure != null) {
            span.failed(failure.kind().name().toLowerCase(Locale.ROOT), true);
        } else if (aborted != null) {
            span.failed(aborted.name().toLowerCase(Locale.ROOT), true);
        } else if (last) {
            String finish = call.outcome().finishReason();
            if (!finish.isEmpty()) {
                span.with("gen_ai.response.finish_reasons", List.of(finish));
            }
        }
        Bill bill = call.outcome().bill();
        if (bill != null) {
            bill.items().stream().filter(item -> item.attempt() == attempt).forEach(item -> used(item.usage(), span));
        }
    }

    /** 0 where the provider gave none. */
    private static int status(Attempt attempt, @Nullable ProviderFailure failure, Attempt.@Nullable Abort aborted) {
        if (attempt.rawAnswer() != null) {
            return attempt.rawAnswer().status();
        }
        if (failure != null) {
            return failure.status();
        }
        return aborted == null || attempt.isAnswering() ? 200 : 0;
    }

    /** What the gateway has guessed is for its own books. */
    private static void used(Usage usage, RunningSpan span) {
        if (!usage.reported()) {
            return;
        }
        span.with("gen_ai.usage.input_tokens", usage.promptTokens()).with("gen_ai.usage.output_tokens", usage.output());
        if (usage.cacheRead() > 0) {
            span.with("gen_ai.usage.cache_read.input_tokens", usage.cacheRead());
        }
        if (usage.cacheWrite() > 0) {
            span.with("gen_ai.usage.cache_creation.input_tokens", usage.cacheWrite());
        }
        if (usage.reasoning() > 0) {
            span.with("gen_ai.usage.reasoning.output_tokens", usage.reasoning());
        }
    }
}
