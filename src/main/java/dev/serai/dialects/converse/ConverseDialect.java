package dev.serai.dialects.converse;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerIds;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.WholeAnswerStream;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Amazon Bedrock's Converse and ConverseStream. Stateless and thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Bedrock: Converse</a>
 */
public final class ConverseDialect implements ChatDialect {
    private final Supplier<String> answerIds;
    private final Clock clock;

    public ConverseDialect() {
        this(AnswerIds::answer, Clock.systemUTC());
    }

    /**
     * @param answerIds ids for answers that bring none, as no stream does
     * @param clock tells how far away the date of a {@code Retry-After} is
     */
    public ConverseDialect(Supplier<String> answerIds, Clock clock) {
        this.answerIds = answerIds;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "converse";
    }

    @Override
    public ProviderRequest request(ChatRequest request, ModelTarget target) {
        return ConverseRequest.translate(request, target);
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, AnswerContext context) {
        return ConverseAnswer.translate(answer, context, answerIds);
    }

    @Override
    public ChatStream stream(AnswerContext context) {
        return context.stream()
                ? new ConverseStream(context, answerIds.get())
                : new WholeAnswerStream(context, answerIds.get(), ConverseAnswer.TRANSLATION);
    }

    @Override
    public ProviderFailure failure(ProviderAnswer answer) {
        return ConverseFailure.of(answer, clock);
    }

    /** Classifies an exception that ends an event stream of the runtime, whichever operation's it is. Never throws. */
    public ProviderFailure failure(StreamEvent exception) {
        return ConverseFailure.inStream(exception);
    }
}
