package dev.serai.dialects.invoke;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingFormat;
import dev.serai.dialects.EmbeddingPurpose;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.Vectors;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Cohere Embed 3 and 4 on Bedrock. Texts that are too long are refused, not cut: that is its default.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html">Cohere Embed</a>
 */
final class CohereEmbeddings extends EmbeddingFormat {
    /** From memory of the page above: Bedrock refuses more. */
    private static final int TEXTS = 96;
    /** Not documented for each model, but seen: the body has no count. */
    private static final String TOKENS = "x-amzn-bedrock-input-token-count";

    CohereEmbeddings() {
        super(TEXTS);
    }

    @Override
    protected String path(ModelTarget target) {
        return InvokePath.of(target, false);
    }

    @Override
    protected byte[] body(EmbeddingRequest request, ModelTarget target) {
        ObjectNode body = Json.object();
        request.texts().forEach(body.putArray("texts")::add);
        body.put("input_type", purpose(request.purpose()))
                .putArray("embedding_types")
                .add("float");
        if (request.dimensions() != null) {
            body.put("output_dimension", request.dimensions());
        }
        return Json.bytes(body);
    }

    /** It has no default, and what most texts are embedded for is to be found. */
    private static String purpose(@Nullable EmbeddingPurpose purpose) {
        if (purpose == null) {
            return "search_document";
        }
        return switch (purpose) {
            case DOCUMENT -> "search_document";
            case QUERY -> "search_query";
            case CLASSIFICATION -> "classification";
            case CLUSTERING -> "clustering";
        };
    }

    @Override
    protected Vectors vectors(ProviderAnswer answer) {
        Vectors vectors = Vectors.read(answer, (into, name, value) -> {
            if (name.equals("embeddings")) {
                embeddings(into, value);
            }
        });
        String tokens = answer.header(TOKENS);
        if (tokens != null && tokens.matches("\\d{1,12}")) {
            vectors.tokens(Long.parseLong(tokens));
        }
        return vectors;
    }

    /** By type where types were asked for; an array alone from older models. */
    private static void embeddings(Vectors into, JsonParser value) throws IOException {
        if (value.isExpectedStartArrayToken()) {
            into.vectors(value);
            return;
        }
        Vectors.fields(value, (type, vectors) -> {
            if (type.equals("float")) {
                into.vectors(vectors);
            }
        });
    }

    @Override
    protected boolean tellsPurpose() {
        return true;
    }
}
