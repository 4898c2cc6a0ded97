package dev.serai.dialects.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingFormat;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.PathSegment;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.Vectors;
import java.io.IOException;
import java.util.List;

/**
 * Vertex AI's {@code predict}, of the text embedding models and of {@code gemini-embedding-001}, which takes one text a call.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api">Vertex AI: text
 *     embeddings</a>
 */
final class PredictEmbeddings extends EmbeddingFormat {
    /** From memory of the page above, as is that gemini-embedding-001 takes one. */
    private static final int TEXTS = 250;
    /** Of all texts together: a call with more is refused. */
    private static final int TOKENS = 20_000;

    PredictEmbeddings() {
        super(TEXTS, TOKENS);
    }

    @Override
    protected String path(ModelTarget target) {
        return "/publishers/google/models/" + PathSegment.of(target.model()) + ":predict";
    }

    @Override
    protected byte[] body(EmbeddingRequest request, ModelTarget target) {
        ObjectNode body = Json.object();
        ArrayNode instances = body.putArray("instances");
        String task = GoogleTask.of(request.purpose());
        request.texts()
                .forEach(text -> instances.addObject().put("content", text).put("task_type", task));
        // Google would cut what is too long, and say so where nobody looks; OpenAI refuses it.
        ObjectNode parameters = body.putObject("parameters").put("autoTruncate", false);
        if (request.dimensions() != null) {
            parameters.put("outputDimensionality", request.dimensions());
        }
        return Json.bytes(body);
    }

    @Override
    protected Vectors vectors(ProviderAnswer answer) {
        return Vectors.read(answer, (into, name, value) -> {
            if (name.equals("predictions")) {
                Vectors.elements(
                        value,
                        prediction -> Vectors.fields(prediction, (field, embeddings) -> {
                            if (field.equals("embeddings")) {
                                embedding(into, embeddings);
                            }
                        }));
            }
        });
    }

    private static void embedding(Vectors into, JsonParser value) throws IOException {
        Vectors.fields(value, (field, inside) -> {
            switch (field) {
                case "values" -> into.vector(inside);
                case "statistics" ->
                    Vectors.fields(inside, (name, count) -> {
                        if (name.equals("token_count")) {
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
