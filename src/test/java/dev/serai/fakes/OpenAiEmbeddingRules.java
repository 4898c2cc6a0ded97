package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * OpenAI's embeddings: what they refuse, and what they answer
 * (https://platform.openai.com/docs/api-reference/embeddings/create).
 */
final class OpenAiEmbeddingRules {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private OpenAiEmbeddingRules() {}

    static void check(JsonNode request) {
        Strict.onlyFields(request, "", "model", "input", "encoding_format", "dimensions", "user");
        String model = Strict.text(request, "", "model");
        Strict.check(model.startsWith("text-embedding-"), "model", "is no model for embeddings");
        JsonNode input = Strict.required(request, "", "input");
        Strict.check(input.isTextual() || input.isArray(), "input", "must be a string or an array");
        List<JsonNode> inputs = inputs(input);
        Strict.check(!inputs.isEmpty() && inputs.size() <= 2048, "input", "must have 1 to 2048 items");
        for (JsonNode each : inputs) {
            Strict.check(each.isArray() ? !each.isEmpty() : !each.asText().isEmpty(), "input", "cannot be empty");
            each.forEach(token -> Strict.check(token.isIntegralNumber() && token.asLong() >= 0, "input", "no token"));
        }
        if (request.has("encoding_format")) {
            Strict.oneOf(Strict.text(request, "", "encoding_format"), "encoding_format", "float", "base64");
        }
        if (request.has("dimensions")) {
            Strict.check(model.startsWith("text-embedding-3"), "dimensions", "not supported by this model");
            Strict.range(request, "", "dimensions", 1, full(model));
        }
    }

    static Reply answer(JsonNode request) {
        String model = request.path("model").asText();
        int length = request.path("dimensions").asInt(full(model));
        ObjectNode answer = NODES.objectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        int tokens = 0;
        for (JsonNode input : inputs(request.path("input"))) {
            float[] vector = FakeVectors.of(input.isTextual() ? input.asText() : input.toString(), length);
            tokens += input.isTextual() ? FakeVectors.tokens(input.asText()) : input.size();
            ObjectNode item = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            if (request.path("encoding_format").asText().equals("base64")) {
                item.put("embedding", FakeVectors.base64(vector));
            } else {
                item.set("embedding", FakeVectors.json(vector));
            }
        }
        answer.put("model", model)
                .putObject("usage")
                .put("prompt_tokens", tokens)
                .put("total_tokens", tokens);
        return Reply.json(200, answer.toString());
    }

    private static int full(String model) {
        return model.endsWith("large") ? 3072 : 1536;
    }

    private static List<JsonNode> inputs(JsonNode input) {
        if (input.isTextual() || input.path(0).isNumber()) {
            return List.of(input);
        }
        List<JsonNode> inputs = new ArrayList<>();
        input.forEach(inputs::add);
        return inputs;
    }
}
