package dev.serai.dialects.anthropic;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerIds;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.errors.ProviderFailure;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * Anthropic's Messages API. Stateless and thread-safe.
 *
 * @see <a href="https://docs.anthropic.com/en/api/messages">Anthropic: Messages</a>
 */
public final class AnthropicDialect implements ChatDialect {
    private final Supplier<String> answerIds;
    private final Clock clock;

    public AnthropicDialect() {
        this(AnswerIds::answer, Clock.systemUTC());
    }

    /**
     * @param answerIds ids for answers that bring none
     * @param clock tells how far away the date of a {@code Retry-After} is
     */
    public AnthropicDialect(Supplier<String> answerIds, Clock clock) {
        this.answerIds = answerIds;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public ProviderRequest request(ChatRequest request, ModelTarget target) {
        return AnthropicRequest.translate(request, target);
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, AnswerContext context) {
        return AnthropicAnswer.translate(answer, context, answerIds);
    }

    @Override
    public ChatStream stream(AnswerContext context) {
        return new AnthropicStream(context, answerIds.get());
    }

    @Override
    public ProviderFailure failure(ProviderAnswer answer) {
        return AnthropicFailure.of(answer, clock);
    }
}
