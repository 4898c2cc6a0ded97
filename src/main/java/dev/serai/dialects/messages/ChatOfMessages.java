package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Digest;
import dev.serai.dialects.Json;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.StrictSchema;
import dev.serai.dialects.ToolAliases;
import dev.serai.errors.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A Messages request as the chat that it means. What has no meaning outside Anthropic's API is left out and named where the
 * answer means the same without it, and refused where it does not. One for each translation.
 */
final class ChatOfMessages {
    /** Said in another way below. */
    private static final Set<String> SAID = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "stream",
            "temperature",
            "top_p",
            "top_k",
            "stop_sequences",
            "metadata",
            "service_tier",
            "thinking",
            "output_config",
            "output_format",
            "tools",
            "tool_choice");
    /** What Anthropic's own servers would do, or where they would do it. */
    private static final Set<String> OF_ANTHROPIC = Set.of("container", "mcp_servers", "inference_geo");

    /** OpenAI's longest, of the signs that DeepSeek takes. */
    private static final Pattern SHORT_USER = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private static final int LONGEST_USER = 64;

    private final MessagesRequest request;
    private final ChatTraits traits;
    private final ToolAliases names;
    private final ObjectNode chat = Json.object();
    private final List<String> dropped;

    /** @param dropped takes the names of what is left out */
    ChatOfMessages(MessagesRequest request, ChatTraits traits, ToolAliases names, List<String> dropped) {
        this.request = request;
        this.traits = traits;
        this.names = names;
        this.dropped = dropped;
    }

    /**
     * Makes the chat.
     *
     * @throws GatewayException 400 where the request means something that only Anthropic's API can do
     */
    ObjectNode chat() {
        unserved();
        for (String name : List.of("model", "max_tokens", "stream", "temperature", "top_p", "top_k")) {
            copy(name);
        }
        new TurnsOfMessages(traits, names, chat.putArray("messages")).write(request.tree());
        stops();
        tools();
        toolChoice();
        user();
        serviceTier();
        thinking();
        format();
        return chat;
    }

    private void unserved() {
        for (Map.Entry<String, JsonNode> field : request.tree().properties()) {
            String name = field.getKey();
            if (field.getValue().isNull() || SAID.contains(name)) {
                continue;
            }
            if (OF_ANTHROPIC.contains(name)
                    && !(field.getValue().isArray() && field.getValue().isEmpty())) {
                throw GatewayException.invalid(
                        "unsupported_parameter", name, "Only Anthropic itself can serve '" + name + "'.");
            }
            dropped.add(name);
        }
        if (request.outputTokens() == 0) {
            throw GatewayException.invalid(
                    "unsupported_value",
                    "max_tokens",
                    "Only Anthropic itself caches a prompt without an answer to it: 'max_tokens' must be at least 1.");
        }
    }

    private void copy(String name) {
        JsonNode value = request.field(name);
        if (value != null) {
            chat.set(name, value);
        }
    }

    private void stops() {
        JsonNode stops = request.field("stop_sequences");
        if (stops == null || stops.isEmpty()) {
            return;
        }
        ArrayNode stop = chat.putArray("stop");
        for (int i = 0; i < Math.min(stops.size(), traits.mostStops()); i++) {
            stop.add(stops.get(i));
        }
        if (stops.size() > traits.mostStops()) {
            dropped.add("stop_sequences");
        }
    }

    private void tools() {
        JsonNode tools = request.tree().path("tools");
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.get(i);
            if (!MessagesToolRules.isClients(tool)) {
                throw GatewayException.invalid(
                        "unsupported_value",
                        "tools[" + i + "]",
                        "Only Anthropic itself knows a tool of the type '"
                                + tool.path("type").asText() + "'.");
            }
            ObjectNode written = chat.withArray("tools").addObject().put("type", "function");
            ObjectNode function = written.putObject("function")
                    .put("name", names.providerName(tool.path("name").asText()));
            put(tool, "description", function, "description");
            put(tool, "input_schema", function, "parameters");
            strict(tool, function);
            put(tool, "cache_control", written, "cache_control");
        }
    }

    private void strict(JsonNode tool, ObjectNode function) {
        boolean refused = traits.strictInFull()
                && tool.path("strict").booleanValue()
                && !StrictSchema.fits(tool.path("input_schema"), traits.strict());
        if (refused) {
            dropped.add("tools[].strict");
        } else {
            put(tool, "strict", function, "strict");
        }
    }

    private void toolChoice() {
        JsonNode choice = request.field("tool_choice");
        if (choice == null || !chat.has("tools")) {
            return;
        }
        switch (choice.path("type").asText()) {
            case "any" -> chat.put("tool_choice", "required");
            case "none" -> chat.put("tool_choice", "none");
            case "tool" ->
                chat.putObject("tool_choice")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", names.providerName(choice.path("name").asText()));
            default -> chat.put("tool_choice", "auto");
        }
        if (choice.path("disable_parallel_tool_use").asBoolean()) {
            chat.put("parallel_tool_calls", false);
        }
    }

    private void user() {
        String user = Json.text(request.tree().path("metadata"), "user_id");
        if (user != null && !user.isBlank()) {
            boolean taken = !traits.shortUsers() || SHORT_USER.matcher(user).matches();
            chat.put("user", taken ? user : Digest.hex(user, LONGEST_USER));
        }
    }

    private void serviceTier() {
        JsonNode tier = request.field("service_tier");
        if (tier != null) {
            chat.put("service_tier", tier.asText().equals("auto") ? "auto" : "default");
        }
    }

    private void thinking() {
        JsonNode thinking = request.field("thinking");
        String effort = Json.text(request.tree().path("output_config"), "effort");
        if (traits.thinks()) {
            put(request.tree(), "thinking", chat, "thinking");
            if (effort != null) {
                chat.put("reasoning_effort", effort);
            }
            return;
        }
        boolean off = thinking != null && thinking.path("type").asText().equals("disabled");
        if (effort != null && !off) {
            String known = effort.equals("xhigh") || effort.equals("max") ? "high" : effort;
            if (!known.equals(effort)) {
                dropped.add("output_config.effort=" + effort + "->" + known);
            }
            chat.put("reasoning_effort", known);
        } else if (thinking != null && thinking.path("type").asText().equals("enabled")) {
            chat.put("reasoning_effort", effort(thinking.path("budget_tokens").asLong()));
        } else if (off) {
            dropped.add("thinking");
        }
    }

    /** How hard a budget wants a model to think that is told in words. */
    private static String effort(long budget) {
        if (budget <= 2048) {
            return "low";
        }
        return budget <= 8192 ? "medium" : "high";
    }

    private void format() {
        String name = "output_config.format";
        JsonNode format = request.tree().path("output_config").path("format");
        if (!format.isObject()) {
            name = "output_format";
            format = request.tree().path(name);
        }
        if (format.isObject()) {
            ObjectNode schema = chat.putObject("response_format")
                    .put("type", "json_schema")
                    .putObject("json_schema")
                    .put("name", "answer");
            schema.set("schema", format.path("schema"));
            if (StrictSchema.fits(format.path("schema"), traits.strict())) {
                schema.put("strict", true);
            } else if (traits.strictInFull()) {
                dropped.add(name + ".strict");
            }
        }
    }

    private static void put(JsonNode from, String field, ObjectNode into, String name) {
        JsonNode value = Json.field(from, field);
        if (value != null) {
            into.set(name, value);
        }
    }
}
