package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What watsonx.ai's {@code text/chat} refuses with a 400 (https://cloud.ibm.com/apidocs/watsonx-ai#text-chat). */
final class WatsonxRules {
    private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final String[] PARAMETERS = {
        "chat_template_kwargs",
        "frequency_penalty",
        "guided_choice",
        "guided_grammar",
        "guided_json",
        "guided_regex",
        "include_reasoning",
        "length_penalty",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "n",
        "presence_penalty",
        "reasoning_effort",
        "repetition_penalty",
        "response_format",
        "seed",
        "stop",
        "temperature",
        "time_limit",
        "tool_choice",
        "tool_choice_option",
        "tools",
        "top_logprobs",
        "top_p",
        "model_id",
        "project_id",
        "space_id"
    };

    private final JsonNode request;

    private WatsonxRules(JsonNode request) {
        this.request = request;
    }

    /** @param deployed whether a deployment is asked, which knows its model and its space */
    static void check(JsonNode request, boolean deployed) {
        Strict.onlyFields(request, "", PARAMETERS);
        account(request, deployed);
        WatsonxRules rules = new WatsonxRules(request);
        rules.numbers();
        rules.tools();
        rules.responseFormat();
        rules.messages(Strict.array(request, "", "messages", 1));
    }

    /** A model on the account of exactly one project or space; nothing of that for a deployment. */
    static void account(JsonNode request, boolean deployed) {
        if (deployed) {
            for (String field : List.of("model_id", "project_id", "space_id")) {
                Strict.check(!request.has(field), field, "is not for deployments");
            }
            return;
        }
        Strict.check(!Strict.text(request, "", "model_id").isBlank(), "model_id", "must not be empty");
        Strict.check(
                request.has("project_id") != request.has("space_id"),
                "project_id",
                "exactly one of project_id and space_id must be given");
        String account = request.has("project_id") ? "project_id" : "space_id";
        Strict.check(!Strict.text(request, "", account).isBlank(), account, "must not be empty");
    }

    private void numbers() {
        Strict.range(request, "", "temperature", 0, 2);
        Strict.range(request, "", "top_p", 0, 1);
        Strict.range(request, "", "presence_penalty", -2, 2);
        Strict.range(request, "", "frequency_penalty", -2, 2);
        Strict.range(request, "", "n", 1, 128);
        Strict.range(request, "", "top_logprobs", 0, 20);
        Strict.wholeFrom(request, "", "max_tokens", 0);
        Strict.wholeFrom(request, "", "max_completion_tokens", 0);
        Strict.wholeFrom(request, "", "time_limit", 1);
        if (request.has("stop")) {
            Strict.check(Strict.array(request, "", "stop", 1).size() <= 4, "stop", "at most 4 sequences");
        }
        if (request.has("reasoning_effort")) {
            Strict.oneOf(Strict.text(request, "", "reasoning_effort"), "reasoning_effort", "low", "medium", "high");
        }
    }

    private void tools() {
        Set<String> names = new LinkedHashSet<>();
        if (request.has("tools")) {
            JsonNode tools = Strict.array(request, "", "tools", 1);
            for (int i = 0; i < tools.size(); i++) {
                names.add(tool(tools.get(i), Strict.element("tools", i)));
            }
        }
        Strict.check(
                !request.has("tool_choice") || !request.has("tool_choice_option"),
                "tool_choice",
                "Only one of tool_choice_option or tool_choice must be present");
        if (request.has("tool_choice_option")) {
            Strict.check(!names.isEmpty(), "tool_choice_option", "is only allowed with tools");
            Strict.oneOf(
                    Strict.text(request, "", "tool_choice_option"), "tool_choice_option", "none", "auto", "required");
        }
        if (request.has("tool_choice")) {
            JsonNode choice = Strict.object(request, "", "tool_choice");
            Strict.onlyFields(choice, "tool_choice", "type", "function");
            Strict.oneOf(Strict.text(choice, "tool_choice", "type"), "tool_choice.type", "function");
            JsonNode function = Strict.object(choice, "tool_choice", "function");
            Strict.check(
                    names.contains(Strict.text(function, "tool_choice.function", "name")),
                    "tool_choice",
                    "is not in tools");
        }
    }

    private static String tool(JsonNode tool, String path) {
        Strict.onlyFields(tool, path, "type", "function");
        Strict.oneOf(Strict.text(tool, path, "type"), path + ".type", "function");
        JsonNode function = Strict.object(tool, path, "function");
        Strict.onlyFields(function, path + ".function", "name", "description", "parameters");
        JsonNode parameters = Strict.object(function, path + ".function", "parameters");
        Strict.check(
                !parameters.toString().contains("\"additionalProperties\":false"),
                path + ".function.parameters",
                "additionalProperties is not supported");
        String name = Strict.text(function, path + ".function", "name");
        Strict.matches(name, TOOL_NAME, path + ".function.name");
        return name;
    }

    private void responseFormat() {
        if (request.has("response_format")) {
            JsonNode format = Strict.object(request, "", "response_format");
            String type = Strict.text(format, "response_format", "type");
            Strict.oneOf(type, "response_format.type", "text", "json_object", "json_schema");
            Strict.check(
                    type.equals("json_schema") == format.has("json_schema"),
                    "response_format.json_schema",
                    "goes with the type json_schema");
        }
    }

    /** The system first and once, then the user, then in turns; results of tools right behind their calls. */
    private void messages(JsonNode messages) {
        List<String> unanswered = new ArrayList<>();
        String before = "";
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String path = Strict.element("messages", i);
            String role = Strict.text(message, path, "role");
            Strict.oneOf(role, path + ".role", "system", "user", "assistant", "tool");
            Strict.check(!role.equals("system") || i == 0, path + ".role", "the system message comes first");
            boolean first = before.isEmpty() || before.equals("system");
            Strict.check(!first || role.equals("user") || role.equals("system"), path + ".role", "the user begins");
            Strict.check(role.equals("tool") || !role.equals(before), path + ".role", "roles must alternate: " + role);
            if (role.equals("tool")) {
                toolResult(message, path, unanswered);
            } else {
                Strict.check(unanswered.isEmpty(), path, "calls without results: " + unanswered);
                unanswered.addAll(message(message, role, path));
            }
            before = role;
        }
        Strict.check(unanswered.isEmpty(), "messages", "calls without results: " + unanswered);
    }

    private static void toolResult(JsonNode message, String path, List<String> unanswered) {
        Strict.onlyFields(message, path, "role", "content", "tool_call_id");
        Strict.text(message, path, "content");
        Strict.check(
                unanswered.remove(Strict.text(message, path, "tool_call_id")),
                path,
                "is a result of no call before it");
    }

    private static List<String> message(JsonNode message, String role, String path) {
        if (role.equals("assistant")) {
            return assistant(message, path);
        }
        Strict.onlyFields(message, path, "role", "content", "name");
        JsonNode content = Strict.required(message, path, "content");
        if (role.equals("user") && content.isArray()) {
            Strict.array(message, path, "content", 1);
            content.forEach(part -> part(part, path + ".content"));
        } else {
            Strict.notBlank(content, path + ".content");
        }
        return List.of();
    }

    private static void part(JsonNode part, String path) {
        String type = Strict.text(part, path, "type");
        Strict.oneOf(type, path + ".type", "text", "image_url");
        Strict.onlyFields(part, path, "type", type);
        if (type.equals("text")) {
            Strict.notBlank(part.path("text"), path + ".text");
        } else {
            String url = Strict.text(Strict.object(part, path, "image_url"), path + ".image_url", "url");
            Strict.check(url.startsWith("data:image/"), path, "the url holds base64 data");
        }
    }

    private static List<String> assistant(JsonNode message, String path) {
        Strict.onlyFields(message, path, "role", "content", "refusal", "name", "tool_calls", "reasoning_content");
        List<String> ids = new ArrayList<>();
        if (message.has("content")) {
            Strict.notBlank(message.path("content"), path + ".content");
        } else {
            Strict.array(message, path, "tool_calls", 1);
        }
        for (JsonNode call : message.path("tool_calls")) {
            Strict.onlyFields(call, path + ".tool_calls", "id", "type", "function");
            Strict.oneOf(Strict.text(call, path, "type"), path + ".tool_calls.type", "function");
            JsonNode function = Strict.object(call, path + ".tool_calls", "function");
            Strict.text(function, path + ".tool_calls.function", "name");
            Strict.text(function, path + ".tool_calls.function", "arguments");
            ids.add(Strict.text(call, path + ".tool_calls", "id"));
        }
        return ids;
    }
}
