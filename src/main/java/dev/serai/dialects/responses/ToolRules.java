package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatRequestRules;
import dev.serai.dialects.FieldChecks;
import dev.serai.dialects.FieldFaults;
import java.util.HashSet;
import java.util.Set;

/**
 * What OpenAI's reference asks of {@code tools} and {@code tool_choice}. Tools that OpenAI hosts, which are many and ever more,
 * are for whoever they are sent to. Stateless.
 */
final class ToolRules {
    private static final int MOST_TOOLS = 128;
    private static final Set<String> CHOICES = ChatRequestRules.names("none", "auto", "required");
    private static final Set<String> MODES = ChatRequestRules.names("auto", "required");
    private static final Set<String> FORMATS = ChatRequestRules.names("text", "grammar");
    private static final Set<String> SYNTAXES = ChatRequestRules.names("lark", "regex");

    private ToolRules() {}

    static void check(FieldChecks request) {
        choice(request, tools(request));
        request.bool("parallel_tool_calls");
    }

    /** Checks the tools; the names of those that are the client's own. */
    private static Set<String> tools(FieldChecks request) {
        Set<String> names = new HashSet<>();
        JsonNode tools = request.array("tools", MOST_TOOLS);
        for (int i = 0; tools != null && i < tools.size(); i++) {
            FieldChecks tool = request.element("tools", tools, i);
            switch (tool.requiredString("type")) {
                case "function" -> names.add(function(tool));
                case "custom" -> names.add(custom(tool));
                default -> {}
            }
        }
        return names;
    }

    private static String function(FieldChecks function) {
        String name = function.requiredName("name", ChatRequestRules.NAME);
        function.string("description");
        function.object("parameters");
        function.bool("strict");
        return name;
    }

    private static String custom(FieldChecks custom) {
        String name = custom.requiredName("name", ChatRequestRules.NAME);
        custom.string("description");
        FieldChecks format = custom.object("format");
        if (format != null && format.requiredOneOf("type", FORMATS).equals("grammar")) {
            format.requiredOneOf("syntax", SYNTAXES);
            format.requiredString("definition");
        }
        return name;
    }

    private static void choice(FieldChecks request, Set<String> declared) {
        JsonNode choice = request.field("tool_choice");
        if (choice == null) {
            return;
        }
        boolean none = request.object().path("tools").isEmpty();
        if (choice.isTextual()) {
            request.oneOf("tool_choice", CHOICES);
            if (choice.textValue().equals("required") && none) {
                throw withoutTools();
            }
            return;
        }
        if (!choice.isObject()) {
            throw FieldFaults.type("tool_choice", "a string or an object", choice);
        }
        if (none) {
            throw withoutTools();
        }
        named(FieldChecks.of(choice, "tool_choice"), declared);
    }

    private static void named(FieldChecks choice, Set<String> declared) {
        switch (choice.requiredString("type")) {
            case "function", "custom" -> declared(choice, declared);
            case "allowed_tools" -> {
                choice.requiredOneOf("mode", MODES);
                choice.required("tools");
                JsonNode tools = choice.array("tools", MOST_TOOLS);
                for (int i = 0; tools != null && i < tools.size(); i++) {
                    FieldChecks tool = choice.element("tools", tools, i);
                    if (isOwn(tool.requiredString("type"))) {
                        declared(tool, declared);
                    }
                }
            }
            default -> {}
        }
    }

    /** Whether a tool of this type is run by the client. */
    static boolean isOwn(String type) {
        return type.equals("function") || type.equals("custom");
    }

    private static RuntimeException withoutTools() {
        return FieldFaults.value("tool_choice", "it is only allowed when 'tools' are specified.");
    }

    private static void declared(FieldChecks named, Set<String> declared) {
        if (!declared.contains(named.requiredString("name"))) {
            throw FieldFaults.value("tool_choice", "the tool that it names isn't in 'tools'.");
        }
    }
}
