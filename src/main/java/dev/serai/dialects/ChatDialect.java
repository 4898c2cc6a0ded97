package dev.serai.dialects;

import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;

/**
 * One wire format of chat, against OpenAI's: the same four verbs in every dialect. Stateless and thread-safe; what one
 * attempt must remember from its request to its answer travels in the {@link AnswerContext}.
 */
public interface ChatDialect extends EndpointDialect<ChatRequest, ChatAnswer> {

    /** The name that routes use: {@code openai}, {@code anthropic}, {@code converse}. */
    String name();

    /**
     * Translates the client's original request for one target.
     *
     * @throws GatewayException 400 where the target can't do what the request means, or the request contradicts itself
     */
    @Override
    ProviderRequest request(ChatRequest request, ModelTarget target);

    /**
     * Translates a whole 2xx answer.
     *
     * @throws ProviderException if it can't be read, or is an error in disguise
     */
    ChatAnswer answer(ProviderAnswer answer, AnswerContext context);

    /** A translator for one streamed answer. */
    ChatStream stream(AnswerContext context);

    @Override
    default ChatAnswer answer(ProviderAnswer answer, ChatRequest request, AnswerContext context) {
        return answer(answer, context);
    }

    @Override
    default ChatStream stream(ChatRequest request, AnswerContext context) {
        return stream(context);
    }

    /** Classifies an answer that is not 2xx, by the provider's own error names. Never throws. */
    ProviderFailure failure(ProviderAnswer answer);
}
