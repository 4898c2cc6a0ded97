package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}, and their deprecated forerunners. Stateless. */
final class ToolOfferReader {
    private ToolOfferReader() {}

    /**
     * Reads what the request offers.
     *
     * @throws GatewayException 400 where a tool is forced that is not offered
     */
    static ToolOffer read(ChatRequest request) {
        List<ToolDefinition> tools = new ArrayList<>();
        JsonNode offered = request.tree().path("tools");
        for (int i = 0; i < offered.size(); i++) {
            tools.add(ToolDefinition.of(offered.get(i), "tools[" + i + "]"));
        }
        JsonNode functions = request.tree().path("functions");
        for (int i = 0; tools.isEmpty() && i < functions.size(); i++) {
            tools.add(
                    ToolDefinition.function(functions.get(i), "functions[" + i + "]", CacheMark.on(functions.get(i))));
        }
        JsonNode parallel = request.field("parallel_tool_calls");
        ToolOffer offer = new ToolOffer(tools, ToolChoice.UNSAID, parallel == null || parallel.asBoolean(true));
        JsonNode toolChoice = request.field("tool_choice");
        return toolChoice != null
                ? choice(offer, toolChoice, "tool_choice")
                : choice(offer, request.field("function_call"), "function_call");
    }

    private static ToolOffer choice(ToolOffer offer, @Nullable JsonNode said, String path) {
        if (said == null) {
            return offer;
        }
        if (said.isTextual()) {
            return checked(offer, mode(said.textValue(), path), path);
        }
        JsonNode allowed = said.path("allowed_tools");
        if (allowed.isObject()) {
            return allowed(offer, allowed, path + ".allowed_tools");
        }
        String name = name(said);
        return checked(offer, ToolChoice.named(name == null ? said.path("name").asText() : name), path);
    }

    private static ToolChoice mode(String mode, String path) {
        return switch (mode) {
            case "auto" -> ToolChoice.AUTO;
            case "none" -> ToolChoice.NONE;
            case "required" -> ToolChoice.REQUIRED;
            default ->
                throw GatewayException.invalid(
                        "invalid_value", path, "It is auto, none, required, or an object that names a tool.");
        };
    }

    /** Without tools, {@code auto} and {@code none} mean nothing; to force a tool that is not there is a mistake. */
    private static ToolOffer checked(ToolOffer offer, ToolChoice choice, String path) {
        if (choice.forces() && offer.isEmpty()) {
            throw GatewayException.invalid("invalid_value", path, "A tool can't be required where none is offered.");
        }
        if (choice.name() != null && !offer.has(choice.name())) {
            throw GatewayException.invalid("invalid_value", path, "It names a tool that is not among the tools.");
        }
        return offer.isEmpty() ? offer : offer.choosing(choice);
    }

    private static ToolOffer allowed(ToolOffer offer, JsonNode allowed, String path) {
        Set<String> names = new HashSet<>();
        JsonNode tools = allowed.path("tools");
        for (int i = 0; i < tools.size(); i++) {
            String name = name(tools.get(i));
            if (name == null || !offer.has(name)) {
                throw GatewayException.invalid(
                        "invalid_value", path + ".tools[" + i + "]", "It names a tool that is not among the tools.");
            }
            names.add(name);
        }
        ToolChoice mode = mode(allowed.path("mode").asText("auto"), path + ".mode");
        return checked(offer.only(tool -> names.contains(tool.name())), mode, path);
    }

    private static @Nullable String name(JsonNode tool) {
        String name = Json.text(tool.path("function"), "name");
        return name == null ? Json.text(tool.path("custom"), "name") : name;
    }
}
