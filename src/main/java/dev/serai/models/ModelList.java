package dev.serai.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.Capability;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * OpenAI's list of models and its single model, with what we know of each beside it. Names that only a pattern matches are
 * served, but not listed. Stateless.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/models">OpenAI: models</a>
 */
public final class ModelList {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/models";

    /**
     * @param rawPath the request's path, percent-encoded
     * @throws GatewayException 404 for an unknown model
     */
    public byte[] answer(ModelMapping mapping, String rawPath) {
        String rest = rawPath.substring(PATH.length());
        if (rest.isEmpty()) {
            return bytes(list(mapping));
        }
        if (!rest.startsWith("/") || rest.length() == 1) {
            throw new GatewayException(
                    new GatewayError.InvalidRequest(404, "unknown_url", null, "There is nothing at this path"));
        }
        return bytes(one(mapping, decoded(rest.substring(1))));
    }

    private static ObjectNode list(ModelMapping mapping) {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        mapping.models().forEach(model -> data.add(describe(model)));
        return list;
    }

    private static ObjectNode one(ModelMapping mapping, String name) {
        return mapping.models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .map(ModelList::describe)
                .orElseThrow(() -> new GatewayException(new GatewayError.InvalidRequest(
                        404,
                        "model_not_found",
                        "model",
                        "The model does not exist: GET /v1/models lists those that do")));
    }

    private static ObjectNode describe(MappedModel model) {
        ObjectNode node = JSON.createObjectNode()
                .put("id", model.name())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", model.ownedBy());
        ArrayNode providers = node.putArray("providers");
        model.targets().forEach(target -> providers.add(target.provider().name()));
        if (!model.targets().isEmpty()) {
            facts(model.targets().get(0), node);
        }
        String successor = model.successor();
        if (successor != null) {
            node.put("status", "retired").put("successor", successor);
        }
        return node;
    }

    private static void facts(ModelTarget first, ObjectNode node) {
        ModelFacts facts = first.facts();
        if (!facts.known()) {
            return;
        }
        if (facts.contextWindow() > 0) {
            node.put("context_window", facts.contextWindow());
        }
        if (facts.maxOutput() > 0) {
            node.put("max_output", facts.maxOutput());
        }
        ArrayNode capabilities = node.putArray("capabilities");
        facts.capabilities().stream().sorted().map(Capability::inFile).forEach(capabilities::add);
    }

    /** A plus sign in a path is a plus sign. */
    private static String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(
                    new GatewayError.InvalidRequest(404, "model_not_found", "model", "The model's name can't be read"));
        }
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }
}
