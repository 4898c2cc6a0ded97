package dev.serai.dialects.invoke;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingAnswer;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.EndpointDialect;
import org.jspecify.annotations.Nullable;

/**
 * Embeddings on Bedrock, whose vendors have a body each. Stateless and thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html">Bedrock:
 *     InvokeModel</a>
 */
public final class InvokeEmbeddings {
    private static final TitanEmbeddings TITAN = new TitanEmbeddings();
    private static final TitanImageEmbeddings TITAN_IMAGE = new TitanImageEmbeddings();
    private static final CohereEmbeddings COHERE = new CohereEmbeddings();
    private static final NovaEmbeddings NOVA = new NovaEmbeddings();

    private InvokeEmbeddings() {}

    /** The body of a target's model, or null where none is known. */
    public static @Nullable EndpointDialect<EmbeddingRequest, EmbeddingAnswer> of(ModelTarget target) {
        return switch (target.facts().family()) {
            case "titan" -> target.model().contains("embed-image") ? TITAN_IMAGE : TITAN;
            case "cohere" -> COHERE;
            case "nova" -> NOVA;
            default -> null;
        };
    }
}
