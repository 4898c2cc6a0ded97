package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingFormat;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.PathSegment;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.Vectors;
import java.util.List;

/**
 * Vertex AI's {@code embedContent}, of Gemini's embedding models since the second: a text a call.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/embeddings/get-text-embeddings">Vertex AI: get text
 *     embeddings</a>
 */
final class ContentEmbeddings extends EmbeddingFormat {
    ContentEmbeddings() {
        super(1);
    }

    @Override
    protected String path(ModelTarget target) {
        return "/publishers/google/models/" + PathSegment.of(target.model()) + ":embedContent";
    }

    @Override
    protected byte[] body(EmbeddingRequest request, ModelTarget target) {
        ObjectNode body = Json.object();
        body.putObject("content")
                .putArray("parts")
                .addObject()
                .put("text", request.texts().get(0));
        // The names within are a guess after those of predict, and of the Gemini API's embedContent.
        ObjectNode config = body.putObject("embedContentConfig")
                .put("taskType", GoogleTask.of(request.purpose()))
                .put("autoTruncate", false);
        if (request.dimensions() != null) {
            config.put("outputDimensionality", request.dimensions());
        }
        return Json.bytes(body);
    }

    @Override
    protected Vectors vectors(ProviderAnswer answer) {
        return Vectors.read(answer, (into, name, value) -> {
            switch (name) {
                case "embedding" ->
                    Vectors.fields(value, (field, values) -> {
                        if (field.equals("values")) {
                            into.vector(values);
                        }
                    });
                case "usageMetadata" ->
                    Vectors.fields(value, (field, count) -> {
                        if (field.equals("promptTokenCount")) {
                            into.tokens(count);
                        }
                    });
                default -> {}
            }
        });
    }

    @Override
    protected boolean tellsPurpose() {
        return true;
    }

    @Override
    protected List<float[]> finished(List<float[]> vectors, EmbeddingRequest request) {
        return UnitVectors.where(request.dimensions() != null, vectors);
    }
}
