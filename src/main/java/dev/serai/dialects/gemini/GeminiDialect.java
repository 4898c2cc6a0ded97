package dev.serai.dialects.gemini;

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
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Vertex AI's generateContent and streamGenerateContent. Stateless and thread-safe.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference">Vertex AI: generate
 *     content</a>
 */
public final class GeminiDialect implements ChatDialect {
    private final Supplier<String> answerIds;
    private final IntFunction<String> callIds;
    private final Clock clock;

    public GeminiDialect() {
        this(AnswerIds::answer, number -> AnswerIds.call(), Clock.systemUTC());
    }

    /**
     * @param answerIds ids for answers that bring none
     * @param callIds ids for calls, which never bring any, by their number in the answer
     * @param clock tells how far away the date of a {@code Retry-After} is
     */
    public GeminiDialect(Supplier<String> answerIds, IntFunction<String> callIds, Clock clock) {
        this.answerIds = answerIds;
        this.callIds = callIds;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "gemini";
    }

    @Override
    public ProviderRequest request(ChatRequest request, ModelTarget target) {
        return GeminiRequest.translate(request, target);
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, AnswerContext context) {
        return GeminiAnswer.translate(answer, context, answerIds, callIds);
    }

    @Override
    public ChatStream stream(AnswerContext context) {
        return new GeminiStream(context, answerIds.get(), callIds);
    }

    @Override
    public ProviderFailure failure(ProviderAnswer answer) {
        return GeminiFailure.of(answer, clock);
    }
}
