package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatRequestRules;
import dev.serai.dialects.FieldChecks;
import dev.serai.dialects.FieldFaults;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What Anthropic's reference asks of {@code tools} and {@code tool_choice}. Stateless. */
final class MessagesToolRules {
    private static final int MOST_TOOLS = 10_000;
    private static final Pattern NAME = Pattern.compile("^[a-zA-Z0-9_-]{1,128}$");
    private static final Set<String> CHOICES = ChatRequestRules.names("auto", "any", "tool", "none");

    private MessagesToolRules() {}

    static void check(FieldChecks request) {
        Set<String> names = new HashSet<>();
        JsonNode tools = request.array("tools", MOST_TOOLS);
        for (int i = 0; tools != null && i < tools.size(); i++) {
            FieldChecks tool = request.element("tools", tools, i);
            tool.string("type");
            BlockRules.cacheControl(tool);
            if (isClients(tool.object())) {
                clients(tool, names);
            } else {
                tool.string("name");
                names.add(tool.object().path("name").asText());
            }
        }
        choice(request.object("tool_choice"), names);
    }

    /** Whether it is a tool that the client describes and runs, rather than one that Anthropic knows or runs itself. */
    static boolean isClients(JsonNode tool) {
        JsonNode type = tool.path("type");
        return type.isMissingNode() || type.isNull() || type.asText().equals("custom");
    }

    private static void clients(FieldChecks tool, Set<String> names) {
        String name = tool.requiredString("name");
        if (!NAME.matcher(name).matches()) {
            throw FieldFaults.value(tool.param("name"), "expected a string that matches '" + NAME + "'.");
        }
        if (!names.add(name)) {
            throw FieldFaults.value(tool.param("name"), "tool names must be unique.");
        }
        tool.string("description");
        tool.bool("strict");
        FieldChecks schema = tool.requiredObject("input_schema");
        schema.requiredOneOf("type", Set.of("object"));
    }

    private static void choice(FieldChecks choice, Set<String> names) {
        if (choice == null) {
            return;
        }
        String type = choice.requiredOneOf("type", CHOICES);
        choice.bool("disable_parallel_tool_use");
        boolean forces = type.equals("any") || type.equals("tool");
        if (forces && names.isEmpty()) {
            throw FieldFaults.value("tool_choice", "it is only allowed when 'tools' are specified.");
        }
        if (type.equals("tool") && !names.contains(choice.requiredString("name"))) {
            throw FieldFaults.value("tool_choice.name", "the tool that it names isn't in 'tools'.");
        }
    }
}
