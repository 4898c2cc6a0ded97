package dev.serai.dialects.openai;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * OpenAI text completions to OpenAI text completions, of instruct models and of servers that have the endpoint: bodies pass,
 * with the bytes changed that must change and no others. Stateless and thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/completions">OpenAI: completions</a>
 */
public final class OpenAiCompletions implements EndpointDialect<CompletionRequest, ChatAnswer> {
    private final Clock clock;
    private final OpenAiFailures failures;

    /** @param clock says how far away a provider's date is */
    public OpenAiCompletions(Clock clock) {
        this.clock = clock;
        this.failures = new OpenAiFailures(clock);
    }

    @Override
    public ProviderRequest request(CompletionRequest request, ModelTarget target) {
        JsonSplice splice = new JsonSplice(request.body(), request.fields().values());
        splice.replace(Objects.requireNonNull(request.fields().get("model")), JsonSplice.string(target.model()));
        StreamOptions.ask(
                request.stream(),
                request.includeUsage(),
                request.body(),
                request.fields(),
                ServedFields.knowStreamOptions(target),
                splice);
        AnswerContext context = AnswerContext.ofText(request, clock.instant().getEpochSecond(), request.includeUsage())
                .withFilterResultsLeftOut(ServedFields.leaveOutFilterResults(target));
        return new ProviderRequest("/completions", Map.of(), splice.apply(), List.of(), context);
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, CompletionRequest request, AnswerContext context) {
        return OpenAiAnswer.read(answer, context, failures);
    }

    @Override
    public ChatStream stream(CompletionRequest request, AnswerContext context) {
        return new OpenAiStream(context, failures);
    }
}
