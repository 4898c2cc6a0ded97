package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingFormat;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.Vectors;

/**
 * Titan Text Embeddings V1 and V2: a text a call. Version 2 makes unit vectors unless told otherwise, as OpenAI does.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html">Titan
 *     embeddings</a>
 */
class TitanEmbeddings extends EmbeddingFormat {
    TitanEmbeddings() {
        super(1);
    }

    @Override
    protected String path(ModelTarget target) {
        return InvokePath.of(target, false);
    }

    @Override
    protected byte[] body(EmbeddingRequest request, ModelTarget target) {
        ObjectNode body = Json.object().put("inputText", request.texts().get(0));
        if (request.dimensions() != null) {
            length(body, request.dimensions());
        }
        return Json.bytes(body);
    }

    void length(ObjectNode body, int dimensions) {
        body.put("dimensions", dimensions);
    }

    @Override
    protected Vectors vectors(ProviderAnswer answer) {
        return Vectors.read(answer, (into, name, value) -> {
            switch (name) {
                case "embedding" -> into.vector(value);
                case "inputTextTokenCount" -> into.tokens(value);
                default -> {}
            }
        });
    }

    @Override
    protected boolean tellsPurpose() {
        return false;
    }
}
