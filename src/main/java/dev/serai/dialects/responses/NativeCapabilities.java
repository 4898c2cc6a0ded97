package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.errors.GatewayException;

/**
 * Refuses what the model is known not to be able to do, before it is called, so that another target may serve it. Of what the
 * catalogue does not know the provider will judge. Stateless.
 */
final class NativeCapabilities {
    private NativeCapabilities() {}

    static void check(ResponsesRequest request, ModelFacts facts) {
        boolean tools = !request.tree().path("tools").isEmpty()
                && !"none".equals(request.tree().path("tool_choice").textValue());
        if (tools && !facts.can(Capability.TOOLS)) {
            throw Unserved.parameter("tools", "this model calls no tools.");
        }
        String format = request.tree().path("text").path("format").path("type").asText();
        if (format.equals("json_schema") && !facts.can(Capability.JSON_SCHEMA)) {
            throw Unserved.value("text.format", format, "this model can't be held to a schema.");
        }
        boolean seesAll = facts.can(Capability.VISION) && facts.can(Capability.PDF);
        JsonNode input = request.tree().path("input");
        for (int i = 0; !seesAll && input.isArray() && i < input.size(); i++) {
            parts(input.get(i).path("content"), "input[" + i + "].content", facts);
            parts(input.get(i).path("output"), "input[" + i + "].output", facts);
        }
    }

    /** @throws GatewayException 400 that names the part */
    private static void parts(JsonNode parts, String path, ModelFacts facts) {
        for (int i = 0; parts.isArray() && i < parts.size(); i++) {
            String type = parts.get(i).path("type").asText();
            if (type.equals("input_image") && !facts.can(Capability.VISION)) {
                throw Unserved.value(path + "[" + i + "].type", type, "this model sees no images.");
            }
            if (type.equals("input_file") && !facts.can(Capability.PDF)) {
                throw Unserved.value(path + "[" + i + "].type", type, "this model reads no documents.");
            }
        }
    }
}
