package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** What OpenAI's reference asks of {@code tools}, {@code tool_choice}, and the deprecated {@code functions}. */
final class ToolRules {
    private static final int MOST_TOOLS = 128;
    private static final Set<String> TYPES = ChatRequestRules.names("function", "custom");
    private static final Set<String> CHOICES = ChatRequestRules.names("none", "auto", "required");
    private static final Set<String> CHOICE_TYPES = ChatRequestRules.names("function", "custom", "allowed_tools");
    private static final Set<String> MODES = ChatRequestRules.names("auto", "required");

    private ToolRules() {}

    static void check(FieldChecks request) {
        toolChoice(request, tools(request));
        functions(request);
        request.bool("parallel_tool_calls");
    }

    /** Checks the tools; their names. */
    private static Set<String> tools(FieldChecks request) {
        Set<String> names = new HashSet<>();
        JsonNode tools = request.array("tools", MOST_TOOLS);
        for (int i = 0; tools != null && i < tools.size(); i++) {
            FieldChecks tool = request.element("tools", tools, i);
            String type = tool.requiredOneOf("type", TYPES);
            tool.object("cache_control");
            names.add(type.equals("custom") ? custom(tool) : function(tool.requiredObject("function")));
        }
        return names;
    }

    private static String function(FieldChecks function) {
        function.string("description");
        function.object("parameters");
        function.bool("strict");
        return function.requiredName("name", ChatRequestRules.NAME);
    }

    private static String custom(FieldChecks tool) {
        FieldChecks custom = tool.requiredObject("custom");
        custom.string("description");
        custom.object("format");
        return custom.requiredName("name", ChatRequestRules.NAME);
    }

    private static void toolChoice(FieldChecks request, Set<String> declared) {
        JsonNode choice = request.field("tool_choice");
        if (choice == null) {
            return;
        }
        if (choice.isTextual()) {
            request.oneOf("tool_choice", CHOICES);
            if (choice.textValue().equals("required") && declared.isEmpty()) {
                throw withoutTools();
            }
            return;
        }
        if (!choice.isObject()) {
            throw FieldFaults.type("tool_choice", "a string or an object", choice);
        }
        FieldChecks fields = FieldChecks.of(choice, "tool_choice");
        String type = fields.requiredOneOf("type", CHOICE_TYPES);
        if (declared.isEmpty()) {
            throw withoutTools();
        }
        if (type.equals("allowed_tools")) {
            allowed(fields.requiredObject("allowed_tools"), declared);
        } else {
            declaredName(fields.requiredObject(type), declared);
        }
    }

    private static RuntimeException withoutTools() {
        return FieldFaults.value("tool_choice", "it is only allowed when 'tools' are specified.");
    }

    private static void allowed(FieldChecks allowed, Set<String> declared) {
        allowed.requiredOneOf("mode", MODES);
        allowed.required("tools");
        JsonNode tools = allowed.array("tools", MOST_TOOLS);
        for (int i = 0; tools != null && i < tools.size(); i++) {
            FieldChecks tool = allowed.element("tools", tools, i);
            declaredName(tool.requiredObject(tool.requiredOneOf("type", TYPES)), declared);
        }
    }

    private static void declaredName(FieldChecks named, Set<String> declared) {
        if (!declared.contains(named.requiredString("name"))) {
            throw FieldFaults.value("tool_choice", "the tool that it names isn't in 'tools'.");
        }
    }

    private static void functions(FieldChecks request) {
        JsonNode functions = request.array("functions", MOST_TOOLS);
        Set<String> declared = new HashSet<>();
        for (int i = 0; functions != null && i < functions.size(); i++) {
            declared.add(function(request.element("functions", functions, i)));
        }
        JsonNode call = request.field("function_call");
        if (call == null || call.isTextual()) {
            request.oneOf("function_call", Set.of("none", "auto"));
            return;
        }
        if (!declared.contains(FieldChecks.of(call, "function_call").requiredString("name"))) {
            throw FieldFaults.value("function_call", "the function that it names isn't in 'functions'.");
        }
    }
}
