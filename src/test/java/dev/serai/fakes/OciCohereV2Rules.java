package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;

/** What OCI refuses in a chat of the format COHEREV2. */
final class OciCohereV2Rules {
    private OciCohereV2Rules() {}

    static void check(JsonNode request) {
        Strict.onlyFields(
                request,
                "chatRequest",
                "apiFormat",
                "messages",
                "documents",
                "citationOptions",
                "toolsChoice",
                "tools",
                "isStrictToolsEnabled",
                "isLogProbsEnabled",
                "thinking",
                "responseFormat",
                "streamOptions",
                "isStream",
                "maxTokens",
                "temperature",
                "topK",
                "topP",
                "frequencyPenalty",
                "presencePenalty",
                "seed",
                "stopSequences",
                "priority",
                "safetyMode");
        OciCohereRules.numbers(request);
        OciCohereRules.responseFormat(request);
        tools(request);
        thinking(request.path("thinking"));
        OciMessageRules.check(Strict.array(request, "chatRequest", "messages", 1), false);
    }

    private static void tools(JsonNode request) {
        JsonNode tools = request.path("tools");
        Strict.check(!request.has("tools") || !tools.isEmpty(), "tools", "must not be empty");
        for (int i = 0; i < tools.size(); i++) {
            String path = Strict.element("tools", i);
            Strict.onlyFields(tools.get(i), path, "type", "function");
            Strict.oneOf(Strict.text(tools.get(i), path, "type"), path + ".type", "FUNCTION");
            JsonNode function = Strict.object(tools.get(i), path, "function");
            Strict.onlyFields(function, path + ".function", "name", "description", "parameters");
            Strict.matches(
                    Strict.text(function, path + ".function", "name"),
                    OciCohereRules.IDENTIFIER,
                    path + ".function.name");
            Strict.object(function, path + ".function", "parameters");
        }
        if (request.has("toolsChoice")) {
            Strict.oneOf(Strict.text(request, "", "toolsChoice"), "toolsChoice", "REQUIRED", "NONE");
            Strict.check(!tools.isEmpty(), "toolsChoice", "only with tools");
        }
    }

    private static void thinking(JsonNode thinking) {
        if (!thinking.isMissingNode()) {
            Strict.onlyFields(thinking, "thinking", "type", "tokenBudget");
            Strict.oneOf(Strict.text(thinking, "thinking", "type"), "thinking.type", "ENABLED", "DISABLED");
            Strict.wholeFrom(thinking, "thinking", "tokenBudget", 1);
        }
    }
}
