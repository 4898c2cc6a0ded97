package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingFormat;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.Vectors;
import dev.serai.errors.GatewayException;

/**
 * watsonx.ai's {@code text/embeddings}. Texts that are too long are refused, not cut: that is its default.
 *
 * @see <a href="https://cloud.ibm.com/apidocs/watsonx-ai#text-embeddings">watsonx.ai: generate embeddings</a>
 */
public final class WatsonxEmbeddings extends EmbeddingFormat {
    private static final int TEXTS = 1000; // (k)

    public WatsonxEmbeddings() {
        super(TEXTS);
    }

    @Override
    protected String path(ModelTarget target) {
        return new WatsonxAsset(target).path("embeddings", false);
    }

    @Override
    protected byte[] body(EmbeddingRequest request, ModelTarget target) {
        if (request.dimensions() != null) {
            throw GatewayException.invalid(
                    "unsupported_parameter", "dimensions", "The vectors of this model have one length only.");
        }
        ObjectNode body = Json.object();
        new WatsonxAsset(target).identify(body);
        request.texts().forEach(body.putArray("inputs")::add);
        return Json.bytes(body);
    }

    @Override
    protected Vectors vectors(ProviderAnswer answer) {
        return Vectors.read(answer, (into, name, value) -> {
            switch (name) {
                case "results" ->
                    Vectors.elements(
                            value,
                            result -> Vectors.fields(result, (field, vector) -> {
                                if (field.equals("embedding")) {
                                    into.vector(vector);
                                }
                            }));
                case "input_token_count" -> into.tokens(value);
                default -> {}
            }
        });
    }

    @Override
    protected boolean tellsPurpose() {
        return false;
    }
}
