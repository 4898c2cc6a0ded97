package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.StrictSchema;
import dev.serai.dialects.StrictSchema.Subset;
import dev.serai.errors.GatewayException;
import java.util.List;

/** Flat tools, and the choice among them, as a chat has them. Stateless. */
final class ChatTools {
    private static final List<String> OF_FUNCTIONS = List.of("name", "description", "parameters");

    private ChatTools() {}

    /** @throws GatewayException 400 where a tool is one that OpenAI hosts */
    static void write(ResponsesRequest request, ObjectNode chat) {
        JsonNode tools = request.tree().path("tools");
        for (int i = 0; i < tools.size(); i++) {
            String type = tools.get(i).path("type").asText();
            if (!ToolRules.isOwn(type)) {
                throw Unserved.value(
                        "tools[" + i + "].type", type, "the providers of this model host no tools of this type.");
            }
            ObjectNode tool = chat.withArray("tools").addObject().put("type", type);
            if (type.equals("custom")) {
                custom(tools.get(i), tool.putObject(type));
            } else {
                function(tools.get(i), tool.putObject(type));
            }
        }
        choice(request.field("tool_choice"), chat);
    }

    private static void function(JsonNode flat, ObjectNode function) {
        OF_FUNCTIONS.forEach(name -> copy(flat, name, function));
        boolean strict = strict(flat);
        if (strict || Json.field(flat, "strict") != null) {
            function.put("strict", strict);
        }
    }

    /**
     * Functions of Responses are strict unless they say otherwise. OpenAI makes a schema fit for that; another provider would
     * refuse one that is not, so there strictness that nobody has asked for holds where it can at any of them: the answer tells
     * of it, whoever gives it.
     */
    static boolean strict(JsonNode function) {
        JsonNode said = Json.field(function, "strict");
        JsonNode parameters = Json.field(function, "parameters");
        return said == null ? parameters != null && StrictSchema.fits(parameters, Subset.AZURE) : said.booleanValue();
    }

    private static void custom(JsonNode flat, ObjectNode custom) {
        copy(flat, "name", custom);
        copy(flat, "description", custom);
        JsonNode format = Json.field(flat, "format");
        if (format == null) {
            return;
        }
        ObjectNode chatFormat = custom.putObject("format");
        copy(format, "type", chatFormat);
        if (format.path("type").asText().equals("grammar")) {
            ObjectNode grammar = chatFormat.putObject("grammar");
            copy(format, "syntax", grammar);
            copy(format, "definition", grammar);
        }
    }

    private static void choice(JsonNode choice, ObjectNode chat) {
        if (choice == null || choice.isTextual()) {
            if (choice != null) {
                chat.set("tool_choice", choice);
            }
            return;
        }
        ObjectNode chosen = chat.putObject("tool_choice");
        String type = choice.path("type").asText();
        if (type.equals("allowed_tools")) {
            ObjectNode allowed = chosen.put("type", type).putObject(type);
            copy(choice, "mode", allowed);
            ArrayNode tools = allowed.putArray("tools");
            choice.path("tools").forEach(tool -> named(tool, "tool_choice.tools", tools.addObject()));
        } else {
            named(choice, "tool_choice", chosen);
        }
    }

    private static void named(JsonNode tool, String path, ObjectNode chat) {
        String type = tool.path("type").asText();
        if (!ToolRules.isOwn(type)) {
            throw Unserved.value(path, type, "the providers of this model host no tools of this type.");
        }
        copy(tool, "name", chat.put("type", type).putObject(type));
    }

    private static void copy(JsonNode from, String name, ObjectNode to) {
        JsonNode value = Json.field(from, name);
        if (value != null) {
            to.set(name, value);
        }
    }
}
