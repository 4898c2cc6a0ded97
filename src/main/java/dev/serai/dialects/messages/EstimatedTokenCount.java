package dev.serai.dialects.messages;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.JsonBytes;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.TokenCountAnswer;
import dev.serai.dialects.TokenCountRequest;
import java.util.List;

/** Counts the tokens of a prompt where the provider can't: by a rule, and without asking anybody. Stateless and thread-safe. */
public final class EstimatedTokenCount implements EndpointDialect<TokenCountRequest, TokenCountAnswer> {

    /** None: nobody is asked. */
    @Override
    public List<TokenCountRequest> parts(TokenCountRequest request, ModelTarget target) {
        return List.of();
    }

    @Override
    public TokenCountAnswer joined(TokenCountRequest request, List<TokenCountAnswer> answers) {
        long tokens = TokenEstimate.of(request.prompt().tree());
        byte[] body = new JsonBytes(32)
                .raw("{\"input_tokens\":")
                .number(tokens)
                .raw("}")
                .toByteArray();
        return new TokenCountAnswer(body, true);
    }

    @Override
    public ProviderRequest request(TokenCountRequest request, ModelTarget target) {
        throw nobodyIsAsked();
    }

    @Override
    public TokenCountAnswer answer(ProviderAnswer answer, TokenCountRequest request, AnswerContext context) {
        throw nobodyIsAsked();
    }

    @Override
    public ChatStream stream(TokenCountRequest request, AnswerContext context) {
        throw nobodyIsAsked();
    }

    private static IllegalStateException nobodyIsAsked() {
        return new IllegalStateException("Nobody is asked for a count that the gateway makes itself");
    }
}
