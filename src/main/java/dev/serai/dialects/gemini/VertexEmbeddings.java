package dev.serai.dialects.gemini;

import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingAnswer;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.WireFormats.Format;

/** Embeddings by Google's models on Vertex AI. Stateless and thread-safe. */
public final class VertexEmbeddings implements Format<EmbeddingRequest> {
    private static final String GEMINI = "gemini-embedding-";
    /** The one that Vertex AI serves by the older verb. */
    private static final String FIRST_GEMINI = "gemini-embedding-001";

    private final PredictEmbeddings predict = new PredictEmbeddings();
    private final ContentEmbeddings content = new ContentEmbeddings();

    @Override
    public EndpointDialect<EmbeddingRequest, EmbeddingAnswer> of(ModelTarget target) {
        boolean newer = target.model().startsWith(GEMINI) && !target.model().startsWith(FIRST_GEMINI);
        return newer ? content : predict;
    }
}
