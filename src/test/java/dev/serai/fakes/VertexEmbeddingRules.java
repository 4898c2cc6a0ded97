package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Embeddings on Vertex AI, by {@code predict} and {@code embedContent}: what they refuse, and what they answer
 * (https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api).
 */
final class VertexEmbeddingRules {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private VertexEmbeddingRules() {}

    static boolean makes(String model) {
        return model.contains("embedding");
    }

    private static boolean byContent(String model) {
        return model.startsWith("gemini-embedding-2");
    }

    static void check(JsonNode body, VertexCall wanted) {
        if (!wanted.verb().equals(byContent(wanted.model()) ? "embedContent" : "predict")) {
            throw VertexCall.notFound("Publisher Model `" + wanted.model() + "` has no " + wanted.verb() + ".");
        }
        if (byContent(wanted.model())) {
            content(body);
        } else {
            predict(body, wanted.model());
        }
    }

    private static void predict(JsonNode body, String model) {
        Strict.onlyFields(body, "", "instances", "parameters");
        JsonNode instances = Strict.array(body, "", "instances", 1);
        Strict.check(
                instances.size() <= (model.startsWith("gemini-") ? 1 : 250),
                "instances",
                instances.size() + " are many");
        int tokens = 0;
        for (JsonNode instance : instances) {
            tokens += FakeVectors.tokens(instance.path("content").asText());
            Strict.onlyFields(instance, "instances", "content", "task_type", "title");
            Strict.check(!Strict.text(instance, "instances", "content").isEmpty(), "content", "is empty");
            task(Strict.text(instance, "instances", "task_type"));
        }
        Strict.check(tokens <= 20_000, "instances", tokens + " tokens are many");
        parameters(Strict.object(body, "", "parameters"));
    }

    private static void content(JsonNode body) {
        Strict.onlyFields(body, "", "content", "embedContentConfig");
        JsonNode content = Strict.object(body, "", "content");
        Strict.check(Strict.array(content, "content", "parts", 1).size() == 1, "content.parts", "one, please");
        JsonNode config = Strict.object(body, "", "embedContentConfig");
        task(Strict.text(config, "embedContentConfig", "taskType"));
        Strict.onlyFields(config, "embedContentConfig", "taskType", "autoTruncate", "outputDimensionality", "title");
    }

    private static void parameters(JsonNode parameters) {
        Strict.onlyFields(parameters, "parameters", "autoTruncate", "outputDimensionality");
        Strict.range(parameters, "parameters", "outputDimensionality", 1, 3072);
    }

    private static void task(String task) {
        Strict.oneOf(
                task,
                "task_type",
                "RETRIEVAL_DOCUMENT",
                "RETRIEVAL_QUERY",
                "CLASSIFICATION",
                "CLUSTERING",
                "SEMANTIC_SIMILARITY");
    }

    static Reply answer(JsonNode body, String model) {
        return Reply.json(200, (byContent(model) ? contentAnswer(body) : predictAnswer(body, model)).toString());
    }

    private static ObjectNode contentAnswer(JsonNode body) {
        String text = body.at("/content/parts/0/text").asText();
        int length = body.at("/embedContentConfig/outputDimensionality").asInt(3072);
        ObjectNode answer = NODES.objectNode();
        answer.putObject("embedding").set("values", FakeVectors.json(FakeVectors.of(text, length)));
        answer.putObject("usageMetadata")
                .put("promptTokenCount", FakeVectors.tokens(text))
                .put("totalTokenCount", FakeVectors.tokens(text));
        return answer;
    }

    private static ObjectNode predictAnswer(JsonNode body, String model) {
        int full = model.startsWith("gemini-") ? 3072 : 768;
        int length = body.at("/parameters/outputDimensionality").asInt(full);
        ObjectNode answer = NODES.objectNode();
        ArrayNode predictions = answer.putArray("predictions");
        for (JsonNode instance : body.path("instances")) {
            String text = instance.path("content").asText();
            ObjectNode embeddings = predictions.addObject().putObject("embeddings");
            embeddings.set("values", FakeVectors.json(FakeVectors.of(text, length)));
            embeddings.putObject("statistics").put("truncated", false).put("token_count", FakeVectors.tokens(text));
        }
        answer.putObject("metadata").put("billableCharacterCount", 7);
        return answer;
    }
}
