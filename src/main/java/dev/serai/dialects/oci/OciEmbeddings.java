package dev.serai.dialects.oci;

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
 * OCI's {@code embedText}. Tokens are counted by its newest models only.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/EmbedTextDetails">OCI:
 *     EmbedTextDetails</a>
 */
public final class OciEmbeddings extends EmbeddingFormat {
    private static final int TEXTS = 96;

    public OciEmbeddings() {
        super(TEXTS);
    }

    @Override
    protected String path(ModelTarget target) {
        return "/20231130/actions/embedText";
    }

    @Override
    protected byte[] body(EmbeddingRequest request, ModelTarget target) {
        ObjectNode body = Json.object().put("compartmentId", OciEnvelope.compartment(target));
        OciEnvelope.servingMode(target, body.putObject("servingMode"));
        request.texts().forEach(body.putArray("inputs")::add);
        body.put("inputType", purpose(request.purpose()));
        // What is too long is refused, as OpenAI does, not cut behind the client's back.
        body.put("truncate", "NONE");
        if (request.dimensions() != null) {
            body.put("outputDimensions", request.dimensions());
        }
        return Json.bytes(body);
    }

    private static String purpose(@Nullable EmbeddingPurpose purpose) {
        if (purpose == null) {
            return "SEARCH_DOCUMENT";
        }
        return switch (purpose) {
            case DOCUMENT -> "SEARCH_DOCUMENT";
            case QUERY -> "SEARCH_QUERY";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
        };
    }

    @Override
    protected Vectors vectors(ProviderAnswer answer) {
        return Vectors.read(answer, (into, name, value) -> {
            switch (name) {
                case "embeddings" -> {
                    if (value.isExpectedStartArrayToken()) {
                        into.vectors(value);
                    }
                }
                case "usage" ->
                    Vectors.fields(value, (field, count) -> {
                        if (field.equals("promptTokens")) {
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
}
