package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolChoice;
import dev.serai.dialects.ToolDefinition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what may be called: {@code tools} and {@code tool_choice}. Stateless. */
final class AnthropicTools {
    private AnthropicTools() {}

    static void write(RequestPlan plan, ObjectNode body) {
        if (plan.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        for (ToolDefinition tool : plan.tools().tools()) {
            tools.add(tool(tool, plan));
        }
        ObjectNode choice = choice(plan);
        if (choice != null) {
            body.set("tool_choice", choice);
        }
    }

    private static ObjectNode tool(ToolDefinition tool, RequestPlan plan) {
        ObjectNode written = Json.object().put("name", plan.names().providerName(tool.name()));
        if (tool.description() != null) {
            written.put("description", tool.description());
        }
        Optional<ObjectNode> strict = plan.strictSchema(tool);
        written.set("input_schema", strict.orElse(tool.parameters()));
        if (strict.isPresent()) {
            written.put("strict", true);
        }
        if (tool.cache() != null) {
            written.set("cache_control", AnthropicTurns.cacheControl(tool.cache()));
        }
        return written;
    }

    private static @Nullable ObjectNode choice(RequestPlan plan) {
        ToolChoice choice = plan.tools().choice();
        ObjectNode written = Json.object();
        switch (choice.mode()) {
            case NONE -> {
                return written.put("type", "none");
            }
            case AUTO -> written.put("type", "auto");
            case REQUIRED -> written.put("type", "any");
            case NAMED ->
                written.put("type", "tool").put("name", plan.names().providerName(String.valueOf(choice.name())));
            case UNSAID -> {
                if (plan.tools().parallel()) {
                    return null;
                }
                written.put("type", "auto");
            }
        }
        return plan.tools().parallel() ? written : written.put("disable_parallel_tool_use", true);
    }
}
