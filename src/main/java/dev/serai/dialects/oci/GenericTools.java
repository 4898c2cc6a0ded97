package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolChoice;
import dev.serai.dialects.ToolDefinition;
import dev.serai.dialects.ToolOffer;

/** Writes what may be called: {@code tools}, {@code toolChoice} and {@code isParallelToolCalls}. Stateless. */
final class GenericTools {
    private GenericTools() {}

    static void write(RequestPlan plan, ObjectNode chat) {
        ToolOffer offer = plan.tools();
        if (offer.isEmpty()) {
            return;
        }
        ArrayNode tools = chat.putArray("tools");
        offer.tools().forEach(tool -> definition(tool, plan, tools.addObject()));
        choice(offer.choice(), plan, chat);
        if (!offer.parallel()) {
            chat.put("isParallelToolCalls", false);
        }
    }

    /** Flat, where OpenAI has a {@code function} around it. */
    private static void definition(ToolDefinition tool, RequestPlan plan, ObjectNode definition) {
        definition.put(Fields.TYPE, "FUNCTION").put("name", plan.names().providerName(tool.name()));
        if (tool.description() != null) {
            definition.put("description", tool.description());
        }
        definition.set("parameters", tool.parameters());
        if (tool.strict()) {
            plan.dropped().leftOut("tools[].function.strict");
        }
    }

    private static void choice(ToolChoice choice, RequestPlan plan, ObjectNode chat) {
        switch (choice.mode()) {
            case UNSAID -> {}
            case AUTO, NONE, REQUIRED ->
                chat.putObject("toolChoice").put(Fields.TYPE, choice.mode().name());
            case NAMED ->
                chat.putObject("toolChoice")
                        .put(Fields.TYPE, "FUNCTION")
                        .put("name", plan.names().providerName(String.valueOf(choice.name())));
        }
    }
}
