package dev.serai.dialects.openai;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.EmbeddingFormat;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * OpenAI embeddings to OpenAI embeddings: bodies pass, with the bytes changed that must change and no others. Vectors that a
 * server sends in another encoding than it was asked for are written anew: OpenAI's Node SDK would read 1024 floats as 256
 * (https://github.com/openai/openai-node/pull/2150). Stateless and thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings">OpenAI: embeddings</a>
 */
public final class OpenAiEmbeddings implements EndpointDialect<EmbeddingRequest, ChatAnswer> {
    /** Ours, and no field of OpenAI's, which refuses what it does not know; servers like it may know them. */
    private static final List<String> PURPOSES = List.of("input_type", "task_type");

    private final OpenAiFailures failures;

    /** @param clock says how far away a provider's date is */
    public OpenAiEmbeddings(Clock clock) {
        this.failures = new OpenAiFailures(clock);
    }

    @Override
    public ProviderRequest request(EmbeddingRequest request, ModelTarget target) {
        EmbeddingFormat.checkDimensions(request, target);
        checkLength(request, target);
        JsonSplice splice = new JsonSplice(request.body(), request.fields().values());
        splice.replace(Objects.requireNonNull(request.fields().get("model")), JsonSplice.string(target.model()));
        List<String> dropped = new ArrayList<>(0);
        if (target.facts().family().equals("gpt")) {
            for (String name : PURPOSES) {
                FieldRange field = request.fields().get(name);
                if (field != null) {
                    splice.remove(field);
                    dropped.add(name);
                }
            }
        }
        return new ProviderRequest(
                "/embeddings", Map.of(), splice.apply(), dropped, AnswerContext.ofText(request, 0, false));
    }

    /** Tokens can be counted, and what is beyond any doubt too long needs no provider to say so. */
    private static void checkLength(EmbeddingRequest request, ModelTarget target) {
        int window = target.facts().contextWindow();
        if (window > 0 && request.longestTokens() > window) {
            throw GatewayException.invalid(
                    "context_length_exceeded",
                    "input",
                    "The longest input has " + request.longestTokens() + " tokens; this model reads " + window + ".");
        }
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, EmbeddingRequest request, AnswerContext context) {
        OpenAiVectors vectors = new OpenAiVectors(answer.body(), request.base64());
        if (vectors.isError()) {
            throw new ProviderException(failures.of(answer));
        }
        EmbeddingFormat.checkCount(request, vectors.count());
        return new ChatAnswer(vectors.named(JsonSplice.string(context.model())), vectors.usage(), "");
    }

    @Override
    public ChatStream stream(EmbeddingRequest request, AnswerContext context) {
        throw new IllegalStateException("Embeddings have no stream");
    }
}
