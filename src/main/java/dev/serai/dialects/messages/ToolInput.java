package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderJson;
import java.nio.charset.StandardCharsets;

/** A call's arguments, which OpenAI has as a text, as the object that Anthropic has. Stateless. */
final class ToolInput {
    private ToolInput() {}

    /** The object in the text; where a model that was cut off, or erred, wrote none, its words under a name of their own. */
    static byte[] of(String arguments) {
        if (arguments.isBlank()) {
            return ProviderJson.bytes(Json.object());
        }
        JsonNode read = ProviderJson.readOrMissing(arguments.getBytes(StandardCharsets.UTF_8));
        return ProviderJson.bytes(
                read instanceof ObjectNode ? read : Json.object().put("raw_arguments", arguments));
    }
}
