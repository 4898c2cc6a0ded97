package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.PathSegment;
import dev.serai.dialects.StrictJson;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code POST /v1/bedrock/invoke-model} with {@code {"modelId", "body"}}, as clients send it that know no model in a path: the
 * same as InvokeModel, with the body's bytes as they stand within the client's.
 */
final class OldInvokeModel {
    private OldInvokeModel() {}

    /** The call that it stands for. */
    static ReceivedCall unwrapped(ReceivedCall call) {
        if (!call.json()) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    415, "unsupported_content_type", null, "Content-Type must be application/json"));
        }
        StrictJson.Document document = StrictJson.read(call.body());
        ObjectNode tree = document.tree();
        String model = NativeRequestReader.text(tree.path("modelId"), "modelId");
        if (model == null || model.isBlank()) {
            throw GatewayException.invalid(
                    "missing_model", "modelId", "The body names no model: 'modelId' must be there");
        }
        String path = "/model/" + PathSegment.of(model) + "/invoke";
        GatewayError fault = NativePath.faultOf(path);
        if (fault != null) {
            throw GatewayException.invalid("invalid_value", "modelId", "The field 'modelId' is no model's id");
        }
        return call.with(path, body(document, tree.path("body")));
    }

    /** An object as it was written; or text that holds one. */
    private static byte[] body(StrictJson.Document document, JsonNode body) {
        if (body.isObject()) {
            var range = document.fields().get("body");
            return Arrays.copyOfRange(document.bytes(), range.valueStart(), range.valueEnd());
        }
        if (body.isTextual()) {
            return body.textValue().getBytes(StandardCharsets.UTF_8);
        }
        throw GatewayException.invalid(
                "missing_required_parameter", "body", "The field 'body' must be the model's request");
    }
}
