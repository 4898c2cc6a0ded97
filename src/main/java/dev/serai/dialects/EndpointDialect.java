package dev.serai.dialects;

import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import java.util.List;

/**
 * One wire format of one endpoint, against OpenAI's. Stateless and thread-safe; what one attempt must remember from its
 * request to its answer is the request itself and the {@link AnswerContext}.
 *
 * @param <R> what clients of the endpoint ask
 * @param <A> what they are answered
 */
public interface EndpointDialect<R extends ClientRequest, A extends ClientAnswer> {

    /**
     * Translates the client's original request, or a part of it, for one target.
     *
     * @throws GatewayException 400 where the target can't do what the request means, or the request contradicts itself
     */
    ProviderRequest request(R request, ModelTarget target);

    /**
     * Translates a whole 2xx answer.
     *
     * @param request what was asked
     * @throws ProviderException if it can't be read, or is an error in disguise
     */
    A answer(ProviderAnswer answer, R request, AnswerContext context);

    /**
     * Classifies an answer that is not 2xx, where this endpoint knows more of it than the provider's dialect of chat. Never
     * throws.
     *
     * @param byChat what that makes of it
     */
    default ProviderFailure failure(ProviderAnswer answer, ProviderFailure byChat) {
        return byChat;
    }

    /** A translator for one streamed answer. */
    ChatStream stream(R request, AnswerContext context);

    /**
     * The request in parts of which the provider takes one at a time; the request alone where it takes the whole, and nothing
     * where it need not be asked. Never throws: what can't be done is refused when a part is translated, or all are joined.
     */
    default List<R> parts(R request, ModelTarget target) {
        return List.of(request);
    }

    /**
     * One answer of the answers to all parts.
     *
     * @param answers in the order of the parts
     */
    default A joined(R request, List<A> answers) {
        throw new IllegalStateException("This endpoint is asked whole");
    }
}
