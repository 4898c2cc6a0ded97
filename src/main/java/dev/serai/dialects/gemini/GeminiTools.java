package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.RequestPlan;
import dev.serai.dialects.ToolArguments;
import dev.serai.dialects.ToolChoice;
import dev.serai.dialects.ToolDefinition;
import dev.serai.dialects.ToolOffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What may be called: {@code tools} and {@code toolConfig}. Models before Gemini 2.5 are shown converted schemas, whose
 * arguments are turned back when they call. One for each translation; immutable once made.
 */
final class GeminiTools {
    private final RequestPlan plan;
    private final Map<String, GeminiSchema> converted = new HashMap<>();

    private GeminiTools(RequestPlan plan) {
        this.plan = plan;
    }

    static GeminiTools of(RequestPlan plan, GeminiModel model) {
        GeminiTools tools = new GeminiTools(plan);
        if (!model.readsJsonSchema()) {
            for (ToolDefinition tool : plan.tools().tools()) {
                tools.converted.put(
                        plan.names().providerName(tool.name()),
                        GeminiSchema.ofArguments(tool.parameters(), tools.path(tool)));
            }
        }
        return tools;
    }

    void write(ObjectNode body) {
        ToolOffer offer = plan.tools();
        if (!offer.parallel() && offer.allowsCalls()) {
            plan.dropped().leftOut("parallel_tool_calls");
        }
        if (offer.isEmpty()) {
            return;
        }
        ArrayNode declarations = body.putArray("tools").addObject().putArray("functionDeclarations");
        offer.tools().forEach(tool -> declaration(tool, declarations.addObject()));
        choice(offer.choice(), body);
    }

    /** The way back of the arguments, which needs nothing but what was changed. */
    ToolArguments arguments() {
        Map<String, List<NumericEnum>> changed = new HashMap<>();
        converted.forEach((tool, schema) -> {
            if (!schema.numericEnums().isEmpty()) {
                changed.put(tool, schema.numericEnums());
            }
        });
        return changed.isEmpty() ? ToolArguments.UNCHANGED : (tool, arguments) -> back(changed.get(tool), arguments);
    }

    private static JsonNode back(@Nullable List<NumericEnum> changed, JsonNode arguments) {
        JsonNode back = arguments;
        for (NumericEnum numbers : changed == null ? List.<NumericEnum>of() : changed) {
            back = numbers.back(back);
        }
        return back;
    }

    private void declaration(ToolDefinition tool, ObjectNode declaration) {
        String name = plan.names().providerName(tool.name());
        declaration.put("name", name);
        if (tool.description() != null) {
            declaration.put("description", tool.description());
        }
        GeminiSchema schema = converted.get(name);
        if (schema == null) {
            declaration.set("parametersJsonSchema", tool.parameters());
        } else if (schema.hasProperties()) {
            declaration.set("parameters", schema.schema());
        }
        if (tool.strict()) {
            plan.dropped().leftOut("tools[].function.strict");
        }
    }

    private void choice(ToolChoice choice, ObjectNode body) {
        String mode =
                switch (choice.mode()) {
                    case UNSAID -> "";
                    case AUTO -> "AUTO";
                    case NONE -> "NONE";
                    case REQUIRED, NAMED -> "ANY";
                };
        if (mode.isEmpty()) {
            return;
        }
        ObjectNode config =
                body.putObject("toolConfig").putObject("functionCallingConfig").put("mode", mode);
        if (choice.name() != null) {
            config.putArray("allowedFunctionNames").add(plan.names().providerName(choice.name()));
        }
    }

    /** Where the client wrote the tool's schema. */
    private String path(ToolDefinition tool) {
        JsonNode tree = plan.request().tree();
        for (int i = 0; i < tree.path("tools").size(); i++) {
            if (tree.at("/tools/" + i + "/function/name").asText().equals(tool.name())) {
                return "tools[" + i + "].function.parameters";
            }
        }
        for (int i = 0; i < tree.path("functions").size(); i++) {
            if (tree.at("/functions/" + i + "/name").asText().equals(tool.name())) {
                return "functions[" + i + "].parameters";
            }
        }
        return "response_format.json_schema.schema"; // The tool that stands for the answer.
    }
}
