package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.Json;
import dev.serai.errors.GatewayException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a chat of a request for a response. One for each attempt, used by one thread.
 *
 * @see <a href="https://platform.openai.com/docs/guides/migrate-to-responses">OpenAI: from chat completions to responses</a>
 */
final class ChatTranslation {
    private static final ChatRequestReader READER = new ChatRequestReader();
    private static final String ENCRYPTED = "reasoning.encrypted_content";
    private static final String LOGPROBS = "message.output_text.logprobs";

    /** Said in another way, or served by saying nothing; and what chats call by these names, which responses don't have. */
    private static final Set<String> NOT_OF_CHAT = Set.of(
            "input",
            "instructions",
            "tools",
            "tool_choice",
            "text",
            "reasoning",
            "include",
            "max_output_tokens",
            "max_tool_calls",
            "truncation",
            "background",
            "store",
            "stream_options",
            "top_logprobs",
            "messages",
            "functions",
            "function_call",
            "response_format",
            "reasoning_effort",
            "verbosity",
            "max_completion_tokens",
            "max_tokens",
            "logprobs",
            "modalities",
            "n");

    private final ResponsesRequest request;
    private final ParamPaths paths = new ParamPaths();
    private final Set<String> dropped = new LinkedHashSet<>();
    private final ObjectNode chat = Json.object();

    ChatTranslation(ResponsesRequest request) {
        this.request = request;
    }

    /**
     * The chat.
     *
     * @throws GatewayException 400 that names the client's field, where the request is one that only OpenAI can serve
     */
    ChatRequest translate() {
        ResponsesRules.STATE.forEach(this::refuseState);
        copied();
        chat.set("messages", new ChatMessages(request, paths, dropped).translate());
        ChatTools.write(request, chat);
        rename("max_output_tokens", "max_completion_tokens");
        text();
        reasoning();
        include();
        unserved();
        try {
            return READER.read(Json.bytes(chat));
        } catch (GatewayException fault) {
            throw paths.translated(fault);
        }
    }

    ParamPaths paths() {
        return paths;
    }

    /** The client's parameters that a chat has not, and that were left out. */
    Set<String> dropped() {
        return dropped;
    }

    private void refuseState(String name) {
        if (request.field(name) != null) {
            throw Unserved.parameter(name, "this gateway keeps no responses: send the whole conversation as 'input'.");
        }
    }

    private void copied() {
        request.tree().properties().forEach(field -> {
            if (!NOT_OF_CHAT.contains(field.getKey()) && !ResponsesRules.STATE.contains(field.getKey())) {
                chat.set(field.getKey(), field.getValue());
            }
        });
    }

    private void rename(String from, String to) {
        JsonNode value = request.field(from);
        if (value != null) {
            chat.set(to, value);
        }
    }

    private void text() {
        JsonNode text = request.tree().path("text");
        JsonNode verbosity = Json.field(text, "verbosity");
        if (verbosity != null) {
            chat.set("verbosity", verbosity);
        }
        JsonNode format = Json.field(text, "format");
        if (format == null) {
            return;
        }
        ObjectNode chatFormat = chat.putObject("response_format");
        chatFormat.set("type", format.get("type"));
        if (format.path("type").asText().equals("json_schema")) {
            ObjectNode schema = chatFormat.putObject("json_schema");
            for (String name : List.of("name", "description", "schema", "strict")) {
                JsonNode value = Json.field(format, name);
                if (value != null) {
                    schema.set(name, value);
                }
            }
        }
    }

    private void reasoning() {
        JsonNode effort = Json.field(request.tree().path("reasoning"), "effort");
        if (effort != null) {
            chat.set("reasoning_effort", effort);
        }
    }

    private void include() {
        JsonNode most = request.field("top_logprobs");
        if (request.includes(LOGPROBS)) {
            chat.put("logprobs", true);
            rename("top_logprobs", "top_logprobs");
        } else if (most != null && most.asInt() > 0) {
            dropped.add("top_logprobs");
        }
        for (JsonNode each : request.tree().path("include")) {
            if (!each.asText().equals(ENCRYPTED) && !each.asText().equals(LOGPROBS)) {
                dropped.add("include");
            }
        }
    }

    /** What a chat has no word for, and what nobody keeps here. */
    private void unserved() {
        if (request.tree().path("store").booleanValue()) {
            dropped.add("store");
        }
        if ("auto".equals(Json.text(request.tree(), "truncation"))) {
            dropped.add("truncation");
        }
        for (String name : List.of("max_tool_calls", "stream_options")) {
            if (request.field(name) != null) {
                dropped.add(name);
            }
        }
    }
}
