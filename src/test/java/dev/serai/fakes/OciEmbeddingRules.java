package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * OCI's embedText: what it refuses, and what it answers
 * (https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/EmbedTextDetails).
 */
final class OciEmbeddingRules {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private OciEmbeddingRules() {}

    static void check(JsonNode body) {
        Strict.onlyFields(
                body,
                "",
                "compartmentId",
                "servingMode",
                "inputs",
                "inputType",
                "truncate",
                "isEcho",
                "outputDimensions",
                "embeddingTypes");
        Strict.check(
                Strict.text(body, "", "compartmentId").equals(FakeOci.COMPARTMENT), "compartmentId", "is not known");
        JsonNode mode = Strict.object(body, "", "servingMode");
        Strict.oneOf(Strict.text(mode, "servingMode", "servingType"), "servingType", "ON_DEMAND", "DEDICATED");
        JsonNode inputs = Strict.array(body, "", "inputs", 1);
        Strict.check(inputs.size() <= 96, "inputs", "must be at most 96");
        inputs.forEach(
                input -> Strict.check(input.isTextual() && !input.asText().isEmpty(), "inputs", "is empty"));
        Strict.oneOf(
                Strict.text(body, "", "inputType"),
                "inputType",
                "SEARCH_DOCUMENT",
                "SEARCH_QUERY",
                "CLASSIFICATION",
                "CLUSTERING",
                "IMAGE");
        Strict.oneOf(Strict.text(body, "", "truncate"), "truncate", "NONE", "START", "END");
        Strict.check(
                !body.has("outputDimensions") || model(body).contains("embed-v4"),
                "outputDimensions",
                "is not allowed");
    }

    static Reply answer(JsonNode body) {
        boolean newest = model(body).contains("embed-v4");
        int length = newest ? body.path("outputDimensions").asInt(1536) : 1024;
        ObjectNode answer =
                NODES.objectNode().put("id", "e5").put("modelId", model(body)).put("modelVersion", "1.0");
        ArrayNode vectors = answer.putArray("embeddings");
        int tokens = 0;
        for (JsonNode input : body.path("inputs")) {
            vectors.add(FakeVectors.json(FakeVectors.of(input.asText(), length)));
            tokens += FakeVectors.tokens(input.asText());
        }
        if (newest) {
            answer.putObject("usage").put("promptTokens", tokens).put("totalTokens", tokens);
        }
        return Reply.json(200, answer.toString());
    }

    private static String model(JsonNode body) {
        return body.at("/servingMode/modelId").asText();
    }
}
