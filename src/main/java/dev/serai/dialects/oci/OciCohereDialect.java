package dev.serai.dialects.oci;

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
 * OCI's formats COHERE and COHEREV2, for Cohere's models: which of the two, the model decides. Stateless and thread-safe.
 *
 * @see <a
 *     href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/CohereChatRequest">OCI:
 *     CohereChatRequest</a>
 * @see <a
 *     href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/CohereChatRequestV2">OCI:
 *     CohereChatRequestV2</a>
 */
public final class OciCohereDialect implements ChatDialect {
    private final Supplier<String> answerIds;
    private final Clock clock;

    public OciCohereDialect() {
        this(AnswerIds::answer, Clock.systemUTC());
    }

    /**
     * @param answerIds ids for answers, which bring none
     * @param clock tells how far away the date of a {@code Retry-After} is
     */
    public OciCohereDialect(Supplier<String> answerIds, Clock clock) {
        this.answerIds = answerIds;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "oci-cohere";
    }

    @Override
    public ProviderRequest request(ChatRequest request, ModelTarget target) {
        return CohereRequest.translate(request, target);
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, AnswerContext context) {
        return CohereAnswer.translate(answer, context, answerIds);
    }

    @Override
    public ChatStream stream(AnswerContext context) {
        return new CohereStream(context, answerIds.get());
    }

    @Override
    public ProviderFailure failure(ProviderAnswer answer) {
        return OciFailure.of(answer, clock);
    }
}
