package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which model a native call is about: the very value that the provider will read. What names two models, or hides the one it
 * means, is refused, since nobody could say whether it is allowed. Pure functions.
 */
final class ModelOfCall {
    private ModelOfCall() {}

    /** The model's id; empty where the call is about none. */
    static String of(Operation operation, Map<String, String> names, @Nullable ObjectNode body) {
        String inPath = names.get("model");
        if (inPath != null) {
            agree(operation, inPath, body);
            return inPath;
        }
        if (body == null) {
            return "";
        }
        return operation.modelFields().isEmpty() ? usual(operation, body) : inBody(operation.modelFields(), body);
    }

    private static void agree(Operation operation, String inPath, @Nullable ObjectNode body) {
        for (String field : operation.agreeing()) {
            JsonNode again = body == null ? MissingNode.getInstance() : body.path(field);
            if (again.isTextual() && !again.textValue().equals(inPath)) {
                throw twoModels(field);
            }
        }
    }

    private static String inBody(List<List<String>> fields, ObjectNode body) {
        String model = null;
        for (List<String> path : fields) {
            String param = String.join(".", path);
            String named = NativeRequestReader.text(at(body, path), param);
            if (named != null && model != null && !named.equals(model)) {
                throw twoModels(param);
            }
            model = named == null ? model : named;
        }
        if (model == null || model.isBlank()) {
            String param = String.join(".", fields.get(0));
            throw GatewayException.invalid(
                    "missing_model", param, "The body names no model: '" + param + "' must be there");
        }
        return model;
    }

    /** Of an operation that is not listed: where most have it, if they have one. */
    private static String usual(Operation operation, ObjectNode body) {
        JsonNode model = operation.streamField().isEmpty() ? MissingNode.getInstance() : body.path("model");
        return model.isTextual() ? model.textValue() : "";
    }

    static JsonNode at(ObjectNode body, List<String> path) {
        JsonNode value = path.isEmpty() ? MissingNode.getInstance() : body;
        for (String field : path) {
            value = value.path(field);
        }
        return value;
    }

    private static GatewayException twoModels(String param) {
        return new GatewayException(new GatewayError.NotAllowed(
                "model_not_allowed",
                param,
                "The request names two models: '" + param + "' is not the one that it asks for"));
    }
}
