package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a client's request for embeddings: strictly as JSON first, then field by field. Stateless and thread-safe. */
public final class EmbeddingRequestReader {

    /**
     * Reads and checks a request.
     *
     * @param body UTF-8 JSON, already held to the body limit; kept, and not to be changed any more
     * @throws GatewayException 400 that names the first fault, in the order of the contract: JSON, {@code model}, the
     *     other fields
     */
    public EmbeddingRequest read(byte[] body) {
        StrictJson.Document document = StrictJson.read(body);
        ObjectNode tree = document.tree();
        EmbeddingRequestRules.check(tree);
        JsonNode input = tree.get("input");
        List<String> texts = texts(input);
        JsonNode dimensions = Json.field(tree, "dimensions");
        return new EmbeddingRequest(
                document.bytes(),
                tree,
                document.fields(),
                tree.get("model").textValue(),
                texts,
                texts.isEmpty(),
                input.isTextual() || input.get(0).isNumber() ? 1 : input.size(),
                texts.isEmpty() ? longest(input) : 0,
                dimensions == null ? null : dimensions.decimalValue().intValueExact(),
                "base64".equals(Json.text(tree, "encoding_format")),
                purpose(tree));
    }

    /** None where the input is tokens. */
    private static List<String> texts(JsonNode input) {
        if (input.isTextual()) {
            return List.of(input.textValue());
        }
        List<String> texts = new ArrayList<>(input.size());
        for (JsonNode each : input) {
            if (each.isTextual()) {
                texts.add(each.textValue());
            }
        }
        return texts;
    }

    private static int longest(JsonNode input) {
        if (input.get(0).isNumber()) {
            return input.size();
        }
        int longest = 0;
        for (JsonNode tokens : input) {
            longest = Math.max(longest, tokens.size());
        }
        return longest;
    }

    private static @Nullable EmbeddingPurpose purpose(ObjectNode tree) {
        for (String name : EmbeddingRequestRules.PURPOSES) {
            String value = Json.text(tree, name);
            if (value != null) {
                return EmbeddingPurpose.of(value).orElseThrow();
            }
        }
        return null;
    }
}
