package dev.serai.dialects.watsonx;

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
 * watsonx.ai's {@code text/chat}, and its {@code text/generation} for the models that the catalogue says have no chat. An
 * answer tells by its form which of the two it is of. Stateless and thread-safe.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#text-chat">watsonx.ai: infer text by chat</a>
 */
public final class WatsonxDialect implements ChatDialect {
    private final Supplier<String> answerIds;
    private final Clock clock;

    public WatsonxDialect() {
        this(AnswerIds::answer, Clock.systemUTC());
    }

    /**
     * @param answerIds ids for answers that bring none
     * @param clock tells how far away the date of a {@code Retry-After} is
     */
    public WatsonxDialect(Supplier<String> answerIds, Clock clock) {
        this.answerIds = answerIds;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "watsonx";
    }

    @Override
    public ProviderRequest request(ChatRequest request, ModelTarget target) {
        return target.facts().chatApi()
                ? WatsonxRequest.translate(request, target)
                : GenerationRequest.translate(request, target);
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, AnswerContext context) {
        return WatsonxAnswer.translate(answer, context, answerIds);
    }

    @Override
    public ChatStream stream(AnswerContext context) {
        return new WatsonxStream(context, answerIds.get());
    }

    @Override
    public ProviderFailure failure(ProviderAnswer answer) {
        return WatsonxFailure.of(answer, clock);
    }
}
