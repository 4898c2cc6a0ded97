package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What OCI refuses in a chat of the format COHERE. */
final class OciCohereRules {
    static final Pattern IDENTIFIER = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]{0,63}");

    private final JsonNode request;
    private List<JsonNode> open = List.of();

    private OciCohereRules(JsonNode request) {
        this.request = request;
    }

    static void check(JsonNode request) {
        OciCohereRules rules = new OciCohereRules(request);
        Strict.onlyFields(
                request,
                "chatRequest",
                "apiFormat",
                "message",
                "chatHistory",
                "documents",
                "responseFormat",
                "preambleOverride",
                "isStream",
                "streamOptions",
                "maxTokens",
                "temperature",
                "topK",
                "topP",
                "frequencyPenalty",
                "presencePenalty",
                "seed",
                "isEcho",
                "tools",
                "toolResults",
                "isForceSingleStep",
                "stopSequences",
                "citationQuality",
                "safetyMode");
        numbers(request);
        responseFormat(request);
        rules.tools();
        rules.history();
        rules.currentStep();
    }

    static void numbers(JsonNode request) {
        Strict.range(request, "", "temperature", 0, 1);
        Strict.range(request, "", "topP", 0, 1);
        Strict.range(request, "", "topK", 0, 500);
        Strict.range(request, "", "frequencyPenalty", 0, 1);
        Strict.range(request, "", "presencePenalty", 0, 1);
        Strict.wholeFrom(request, "", "maxTokens", 1);
    }

    /** Neither with tools nor with their results: https://docs.cohere.com/reference/chat */
    static void responseFormat(JsonNode request) {
        JsonNode format = request.path("responseFormat");
        if (!format.isMissingNode()) {
            Strict.check(
                    !request.has("tools") && !request.has("toolResults"),
                    "responseFormat",
                    "is not supported in combination with tools");
            Strict.onlyFields(format, "responseFormat", "type", "schema");
            Strict.oneOf(Strict.text(format, "responseFormat", "type"), "responseFormat.type", "TEXT", "JSON_OBJECT");
        }
    }

    private void tools() {
        JsonNode tools = request.path("tools");
        Strict.check(!request.has("tools") || !tools.isEmpty(), "tools", "must not be empty");
        for (int i = 0; i < tools.size(); i++) {
            String path = Strict.element("tools", i);
            Strict.onlyFields(tools.get(i), path, "name", "description", "parameterDefinitions");
            Strict.matches(Strict.text(tools.get(i), path, "name"), IDENTIFIER, path + ".name");
            Strict.notBlank(tools.get(i).path("description"), path + ".description");
            tools.get(i).path("parameterDefinitions").properties().forEach(parameter -> {
                String at = path + ".parameterDefinitions." + parameter.getKey();
                Strict.onlyFields(parameter.getValue(), at, "type", "description", "isRequired");
                Strict.oneOf(
                        Strict.text(parameter.getValue(), at, "type"),
                        at + ".type",
                        "str",
                        "int",
                        "float",
                        "bool",
                        "list",
                        "dict");
            });
        }
    }

    private void history() {
        JsonNode history = request.path("chatHistory");
        String before = "";
        for (int i = 0; i < history.size(); i++) {
            JsonNode message = history.get(i);
            String path = Strict.element("chatHistory", i);
            String role = Strict.text(message, path, "role");
            Strict.check(
                    !before.equals("TOOL") || role.equals("CHATBOT"), path, "a CHATBOT message follows a TOOL message");
            switch (role) {
                case "USER", "SYSTEM" -> {
                    Strict.onlyFields(message, path, "role", "message");
                    Strict.notBlank(message.path("message"), path + ".message");
                    settled(path);
                }
                case "CHATBOT" -> chatbot(message, path);
                case "TOOL" -> {
                    Strict.onlyFields(message, path, "role", "toolResults");
                    results(Strict.array(message, path, "toolResults", 1), path + ".toolResults");
                }
                default -> throw RequestRefused.invalid(path + ".role", "is not known");
            }
            before = role;
        }
        Strict.check(!before.equals("TOOL"), "chatHistory", "a CHATBOT message follows a TOOL message");
    }

    private void chatbot(JsonNode message, String path) {
        Strict.onlyFields(message, path, "role", "message", "toolCalls");
        settled(path);
        JsonNode calls = message.path("toolCalls");
        Strict.check(message.has("message") || !calls.isEmpty(), path, "says nothing");
        open = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            call(calls.get(i), Strict.element(path + ".toolCalls", i));
            open.add(calls.get(i));
        }
    }

    private void call(JsonNode call, String path) {
        Strict.onlyFields(call, path, "name", "parameters");
        Strict.matches(Strict.text(call, path, "name"), IDENTIFIER, path + ".name");
        Strict.object(call, path, "parameters");
        Strict.check(request.has("tools"), path, "calls stand beside the tools alone");
    }

    private void results(JsonNode results, String path) {
        for (int i = 0; i < results.size(); i++) {
            String at = Strict.element(path, i);
            Strict.onlyFields(results.get(i), at, "call", "outputs");
            JsonNode call = Strict.object(results.get(i), at, "call");
            call(call, at + ".call");
            Strict.check(open.remove(call), at + ".call", "was not made, or is answered");
            for (JsonNode output : Strict.array(results.get(i), at, "outputs", 1)) {
                Strict.check(output.isObject(), at + ".outputs", "must be objects");
            }
        }
    }

    private void currentStep() {
        String message = Strict.text(request, "chatRequest", "message");
        if (request.has("toolResults")) {
            Strict.check(message.isEmpty(), "message", "must be empty beside toolResults");
            results(Strict.array(request, "chatRequest", "toolResults", 1), "toolResults");
        } else {
            Strict.check(!message.isBlank(), "message", "must not be blank without toolResults");
        }
        settled("toolResults");
    }

    private void settled(String path) {
        Strict.check(open.isEmpty(), path, "there is no result for the calls " + open);
    }
}
