package dev.serai.dialects.gemini;

import dev.serai.dialects.EmbeddingPurpose;
import org.jspecify.annotations.Nullable;

/**
 * What Google calls the purpose of vectors.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/embeddings/task-types">Vertex AI: task types</a>
 */
final class GoogleTask {
    private GoogleTask() {}

    /** Most texts are embedded to be found: that is what is meant where nothing is said. */
    static String of(@Nullable EmbeddingPurpose purpose) {
        if (purpose == null) {
            return "RETRIEVAL_DOCUMENT";
        }
        return switch (purpose) {
            case DOCUMENT -> "RETRIEVAL_DOCUMENT";
            case QUERY -> "RETRIEVAL_QUERY";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
        };
    }
}
