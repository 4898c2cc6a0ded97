package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * watsonx.ai's {@code text/embeddings}: what it refuses, and what it answers
 * (https://cloud.ibm.com/apidocs/watsonx-ai#text-embeddings).
 */
final class WatsonxEmbeddingRules {
    private static final int LENGTH = 384;

    private WatsonxEmbeddingRules() {}

    static void check(JsonNode request, boolean deployed) {
        Strict.onlyFields(request, "", "model_id", "project_id", "space_id", "inputs", "parameters");
        WatsonxRules.account(request, deployed);
        JsonNode inputs = Strict.array(request, "", "inputs", 1);
        Strict.check(inputs.size() <= 1000, "inputs", "must be at most 1000");
        inputs.forEach(
                input -> Strict.check(input.isTextual() && !input.asText().isEmpty(), "inputs", "is empty"));
    }

    static Reply answer(JsonNode request) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("model_id", request.path("model_id").asText()).put("created_at", "2026-01-15T12:00:00.000Z");
        ArrayNode results = answer.putArray("results");
        int tokens = 0;
        for (JsonNode input : request.path("inputs")) {
            results.addObject().set("embedding", FakeVectors.json(FakeVectors.of(input.asText(), LENGTH)));
            tokens += FakeVectors.tokens(input.asText());
        }
        return Reply.json(200, answer.put("input_token_count", tokens).toString());
    }
}
