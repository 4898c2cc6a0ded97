package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolChoice;
import dev.serai.dialects.ToolDefinition;
import dev.serai.dialects.ToolOffer;

/**
 * Writes what may be called as COHEREV2 has it. Stateless.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/CohereToolV2">OCI:
 *     CohereToolV2</a>
 */
final class CohereV2Tools {
    private CohereV2Tools() {}

    static void write(RequestPlan plan, ObjectNode chat) {
        ToolOffer offer = plan.tools();
        if (offer.isEmpty()) {
            return;
        }
        ArrayNode tools = chat.putArray("tools");
        offer.tools().forEach(tool -> definition(tool, plan, tools.addObject()));
        if (offer.choice().mode() == ToolChoice.Mode.REQUIRED) {
            chat.put("toolsChoice", "REQUIRED");
        } else if (offer.choice().mode() == ToolChoice.Mode.NONE) {
            chat.put("toolsChoice", "NONE");
        }
        strict(offer, plan, chat);
        if (!offer.parallel()) {
            plan.dropped().leftOut("parallel_tool_calls");
        }
    }

    private static void definition(ToolDefinition tool, RequestPlan plan, ObjectNode definition) {
        ObjectNode function = definition
                .put(Fields.TYPE, "FUNCTION")
                .putObject("function")
                .put("name", plan.names().providerName(tool.name()));
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        function.set("parameters", tool.parameters());
    }

    /** A switch for all tools together: what is strict for some alone can't be said. */
    private static void strict(ToolOffer offer, RequestPlan plan, ObjectNode chat) {
        long strict = offer.tools().stream().filter(ToolDefinition::strict).count();
        if (strict == offer.tools().size()) {
            chat.put("isStrictToolsEnabled", true);
        } else if (strict > 0) {
            plan.dropped().leftOut("tools[].function.strict");
        }
    }
}
