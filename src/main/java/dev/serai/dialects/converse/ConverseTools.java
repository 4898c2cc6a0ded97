package dev.serai.dialects.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolChoice;
import dev.serai.dialects.ToolDefinition;
import dev.serai.dialects.ToolOffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes what may be called: {@code toolConfig}, and what Claude alone can be told of it. Stateless. */
final class ConverseTools {
    private ConverseTools() {}

    static void write(RequestPlan plan, ObjectNode body) {
        ToolOffer offer = plan.tools();
        boolean needed = offer.allowsCalls() || plan.conversation().hasToolHistory();
        if (offer.isEmpty() || !needed) {
            return;
        }
        ObjectNode config = body.putObject("toolConfig");
        ArrayNode tools = config.putArray("tools");
        for (ToolDefinition tool : offer.tools()) {
            tools.add(toolSpec(tool, plan));
            if (tool.cache() != null) {
                tools.add(ConverseTurns.cachePoint(tool.cache(), plan));
            }
        }
        ObjectNode ofClaude = claudesChoice(plan);
        if (ofClaude != null) {
            body.withObject(ConverseModelFields.POINTER).set("tool_choice", ofClaude);
            return;
        }
        choice(offer.choice(), plan, config);
        if (!offer.parallel()) {
            plan.dropped().leftOut("parallel_tool_calls");
        }
    }

    private static ObjectNode toolSpec(ToolDefinition tool, RequestPlan plan) {
        ObjectNode entry = Json.object();
        ObjectNode spec = entry.putObject("toolSpec").put("name", plan.names().providerName(tool.name()));
        if (tool.description() != null) {
            spec.put("description", tool.description());
        }
        Optional<ObjectNode> strict = plan.strictSchema(tool);
        spec.putObject("inputSchema").set("json", strict.orElse(tool.parameters()));
        if (strict.isPresent()) {
            spec.put("strict", true);
        }
        return entry;
    }

    private static void choice(ToolChoice choice, RequestPlan plan, ObjectNode config) {
        switch (choice.mode()) {
            case AUTO -> config.putObject("toolChoice").putObject("auto");
            case REQUIRED -> config.putObject("toolChoice").putObject("any");
            case NAMED -> config.putObject("toolChoice").putObject("tool").put("name", named(choice, plan));
            case UNSAID, NONE -> {}
        }
    }

    private static String named(ToolChoice choice, RequestPlan plan) {
        return plan.names().providerName(String.valueOf(choice.name()));
    }

    /**
     * Converse has neither "none" nor "one at a time"; Claude has both in its own field, which replaces toolChoice. Null
     * where toolChoice says it all.
     */
    private static @Nullable ObjectNode claudesChoice(RequestPlan plan) {
        ToolChoice choice = plan.tools().choice();
        boolean none = choice.mode() == ToolChoice.Mode.NONE;
        if (!plan.isClaude() || plan.tools().parallel() && !none) {
            return null;
        }
        ObjectNode written = Json.object();
        switch (choice.mode()) {
            case NONE -> {
                return written.put("type", "none"); // Not tried on a live model: wire.md 3.4.
            }
            case UNSAID, AUTO -> written.put("type", "auto");
            case REQUIRED -> written.put("type", "any");
            case NAMED -> written.put("type", "tool").put("name", named(choice, plan));
        }
        return written.put("disable_parallel_tool_use", true);
    }
}
