package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The embeddings of Bedrock's InvokeModel: what each vendor's model refuses, and what it answers
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html).
 */
final class InvokeEmbeddingRules {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private InvokeEmbeddingRules() {}

    static boolean makes(String model) {
        return model.contains("embed");
    }

    static void check(String model, JsonNode body) {
        if (model.contains("titan-embed-text-v1")) {
            Strict.onlyFields(body, "", "inputText");
            text(body, "", "inputText");
        } else if (model.contains("titan-embed-text")) {
            Strict.onlyFields(body, "", "inputText", "dimensions", "normalize");
            text(body, "", "inputText");
            lengths(body, "dimensions", 256, 512, 1024);
        } else if (model.contains("cohere")) {
            cohere(model, body);
        } else if (model.contains("nova")) {
            nova(body);
        } else {
            throw RequestRefused.invalid("modelId", "The provided model identifier is invalid.");
        }
    }

    private static void cohere(String model, JsonNode body) {
        Strict.onlyFields(body, "", "texts", "input_type", "truncate", "embedding_types", "output_dimension");
        JsonNode texts = Strict.array(body, "", "texts", 1);
        Strict.check(texts.size() <= 96, "texts", "must be at most 96");
        texts.forEach(text -> Strict.check(text.isTextual(), "texts", "must be strings"));
        Strict.oneOf(
                Strict.text(body, "", "input_type"),
                "input_type",
                "search_document",
                "search_query",
                "classification",
                "clustering");
        Strict.check(
                !body.has("output_dimension") || model.contains("embed-v4"), "output_dimension", "is not permitted");
        lengths(body, "output_dimension", 256, 512, 1024, 1536);
    }

    private static void nova(JsonNode body) {
        Strict.onlyFields(body, "", "schemaVersion", "taskType", "singleEmbeddingParams");
        Strict.oneOf(Strict.text(body, "", "taskType"), "taskType", "SINGLE_EMBEDDING");
        JsonNode parameters = Strict.object(body, "", "singleEmbeddingParams");
        Strict.onlyFields(parameters, "singleEmbeddingParams", "embeddingPurpose", "embeddingDimension", "text");
        Strict.oneOf(
                Strict.text(parameters, "singleEmbeddingParams", "embeddingPurpose"),
                "embeddingPurpose",
                "GENERIC_INDEX",
                "GENERIC_RETRIEVAL",
                "TEXT_RETRIEVAL",
                "CLASSIFICATION",
                "CLUSTERING");
        lengths(parameters, "embeddingDimension", 256, 384, 1024, 3072);
        JsonNode text = Strict.object(parameters, "singleEmbeddingParams", "text");
        Strict.onlyFields(text, "text", "truncationMode", "value");
        Strict.oneOf(Strict.text(text, "text", "truncationMode"), "truncationMode", "NONE", "START", "END");
        text(text, "text", "value");
    }

    private static void text(JsonNode object, String path, String name) {
        Strict.check(!Strict.text(object, path, name).isEmpty(), name, "expected minLength: 1");
    }

    private static void lengths(JsonNode body, String name, int... allowed) {
        if (!body.has(name)) {
            return;
        }
        for (int length : allowed) {
            if (body.path(name).isIntegralNumber() && body.path(name).asInt() == length) {
                return;
            }
        }
        throw RequestRefused.invalid(name, body.path(name) + " is not a valid length");
    }

    static Reply answer(String model, JsonNode body) {
        if (model.contains("cohere")) {
            return cohereAnswer(model, body);
        }
        ObjectNode answer = NODES.objectNode();
        if (model.contains("nova")) {
            JsonNode parameters = body.path("singleEmbeddingParams");
            int length = parameters.path("embeddingDimension").asInt(3072);
            answer.putArray("embeddings")
                    .addObject()
                    .put("embeddingType", "TEXT")
                    .set(
                            "embedding",
                            FakeVectors.json(
                                    FakeVectors.of(parameters.at("/text/value").asText(), length)));
        } else {
            String text = body.path("inputText").asText();
            int length = model.contains("v1") ? 1536 : body.path("dimensions").asInt(1024);
            answer.set("embedding", FakeVectors.json(FakeVectors.of(text, length)));
            answer.put("inputTextTokenCount", FakeVectors.tokens(text));
        }
        return Reply.json(200, answer.toString());
    }

    private static Reply cohereAnswer(String model, JsonNode body) {
        int length = model.contains("v4") ? body.path("output_dimension").asInt(1536) : 1024;
        ArrayNode vectors = NODES.arrayNode();
        int tokens = 0;
        for (JsonNode text : body.path("texts")) {
            vectors.add(FakeVectors.json(FakeVectors.of(text.asText(), length)));
            tokens += FakeVectors.tokens(text.asText());
        }
        ObjectNode answer = NODES.objectNode().put("id", "e5").put("response_type", "embeddings_floats");
        if (body.has("embedding_types")) {
            answer.put("response_type", "embeddings_by_type")
                    .putObject("embeddings")
                    .set("float", vectors);
        } else {
            answer.set("embeddings", vectors);
        }
        return Reply.json(200, answer.toString()).header("X-Amzn-Bedrock-Input-Token-Count", Integer.toString(tokens));
    }
}
