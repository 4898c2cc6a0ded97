package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolDefinition;
import dev.serai.dialects.ToolOffer;

/**
 * Writes what may be called as COHERE has it, whose tools have flat parameters and no choice. Stateless.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/CohereTool">OCI:
 *     CohereTool</a>
 */
final class CohereTools {
    private CohereTools() {}

    static void write(RequestPlan plan, ObjectNode chat) {
        ToolOffer offer = plan.tools();
        if (offer.isEmpty()) {
            return;
        }
        ArrayNode tools = chat.putArray("tools");
        offer.tools().forEach(tool -> definition(tool, plan, tools.addObject()));
        if (!offer.parallel()) {
            // isForceSingleStep is another thing: it limits the steps, not the calls of a step.
            plan.dropped().leftOut("parallel_tool_calls");
        }
    }

    private static void definition(ToolDefinition tool, RequestPlan plan, ObjectNode definition) {
        FlatParameters parameters = new FlatParameters(tool.parameters());
        String name = plan.names().providerName(tool.name());
        // The description is required here.
        String description = tool.description() == null ? name : tool.description();
        definition.put("name", name).put("description", parameters.described(description));
        ObjectNode definitions = parameters.definitions();
        if (!definitions.isEmpty()) {
            definition.set("parameterDefinitions", definitions);
        }
        if (tool.strict()) {
            plan.dropped().leftOut("tools[].function.strict");
        }
    }
}
