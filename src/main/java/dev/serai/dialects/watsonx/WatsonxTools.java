package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolChoice;
import dev.serai.dialects.ToolDefinition;

/**
 * Writes what may be called: {@code tools}, and either {@code tool_choice_option} or {@code tool_choice}, never both
 * (https://github.com/BerriAI/litellm/issues/9979). Stateless.
 */
final class WatsonxTools {
    private static final String TYPE = "type";
    private static final String FUNCTION = "function";

    private WatsonxTools() {}

    static void write(RequestPlan plan, ObjectNode body) {
        if (plan.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        for (ToolDefinition tool : plan.tools().tools()) {
            write(tool, plan, tools.addObject().put(TYPE, FUNCTION).putObject(FUNCTION));
        }
        choice(plan, body);
    }

    private static void write(ToolDefinition tool, RequestPlan plan, ObjectNode function) {
        function.put("name", plan.names().providerName(tool.name()));
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.strict()) {
            plan.dropped().leftOut("tools[].function.strict");
        }
        WatsonxToolSchema schema = new WatsonxToolSchema(tool.parameters());
        if (schema.wasClosed() && !tool.custom()) {
            plan.dropped().leftOut("tools[].function.parameters.additionalProperties");
        }
        function.set("parameters", schema.tree());
    }

    private static void choice(RequestPlan plan, ObjectNode body) {
        ToolChoice choice = plan.tools().choice();
        switch (choice.mode()) {
            case AUTO, NONE, REQUIRED -> body.put("tool_choice_option", choice.toString());
            case NAMED ->
                body.putObject("tool_choice")
                        .put(TYPE, FUNCTION)
                        .putObject(FUNCTION)
                        .put("name", plan.names().providerName(String.valueOf(choice.name())));
            case UNSAID -> {}
        }
    }
}
