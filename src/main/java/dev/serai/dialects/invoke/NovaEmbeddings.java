package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingFormat;
import dev.serai.dialects.EmbeddingPurpose;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Nova Multimodal Embeddings, of which OpenAI's API can ask the texts alone: a text a call, and no count of tokens.
 *
 * @see <a href="https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html">Nova embeddings: request and
 *     response</a>
 */
final class NovaEmbeddings extends EmbeddingFormat {
    NovaEmbeddings() {
        super(1);
    }

    @Override
    protected String path(ModelTarget target) {
        return InvokePath.of(target, false);
    }

    @Override
    protected byte[] body(EmbeddingRequest request, ModelTarget target) {
        ObjectNode body = Json.object().put("taskType", "SINGLE_EMBEDDING");
        ObjectNode parameters = body.putObject("singleEmbeddingParams");
        parameters.put("embeddingPurpose", purpose(request.purpose()));
        if (request.dimensions() != null) {
            parameters.put("embeddingDimension", request.dimensions());
        }
        // What is too long is refused, as OpenAI does, not cut behind the client's back.
        parameters
                .putObject("text")
                .put("truncationMode", "NONE")
                .put("value", request.texts().get(0));
        return Json.bytes(body);
    }

    private static String purpose(@Nullable EmbeddingPurpose purpose) {
        if (purpose == null) {
            return "GENERIC_INDEX";
        }
        return switch (purpose) {
            case DOCUMENT -> "GENERIC_INDEX";
            case QUERY -> "GENERIC_RETRIEVAL";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
        };
    }

    @Override
    protected Vectors vectors(ProviderAnswer answer) {
        return Vectors.read(answer, (into, name, value) -> {
            if (name.equals("embeddings")) {
                Vectors.elements(
                        value,
                        element -> Vectors.fields(element, (field, vector) -> {
                            if (field.equals("embedding")) {
                                into.vector(vector);
                            }
                        }));
            }
        });
    }

    @Override
    protected boolean tellsPurpose() {
        return true;
    }
}
