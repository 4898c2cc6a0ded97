package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What OCI refuses around a chat, and in one of the format GENERIC. */
final class OciRules {
    static final Pattern TOOL_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern COHERE_V2 = Pattern.compile("cohere\\.command-a-[a-z].*");

    private final JsonNode request;

    private OciRules(JsonNode request) {
        this.request = request;
    }

    static void check(JsonNode details) {
        Strict.onlyFields(details, "", "compartmentId", "servingMode", "chatRequest");
        if (!Strict.text(details, "", "compartmentId").equals(FakeOci.COMPARTMENT)) {
            throw new RequestRefused(
                    404, "NotAuthorizedOrNotFound", null, "Authorization failed or requested resource not found.");
        }
        JsonNode request = Strict.object(details, "", "chatRequest");
        String format = Strict.text(request, "chatRequest", "apiFormat");
        servingMode(Strict.object(details, "", "servingMode"), format);
        stream(request);
        switch (format) {
            case "GENERIC" ->
                new OciRules(request).generic(details.at("/servingMode/modelId").asText());
            case "COHERE" -> OciCohereRules.check(request);
            case "COHEREV2" -> OciCohereV2Rules.check(request);
            default -> throw RequestRefused.invalid("chatRequest.apiFormat", "unknown");
        }
    }

    private static void servingMode(JsonNode mode, String format) {
        String type = Strict.text(mode, "servingMode", "servingType");
        Strict.oneOf(type, "servingMode.servingType", "ON_DEMAND", "DEDICATED");
        if (type.equals("DEDICATED")) {
            Strict.onlyFields(mode, "servingMode", "servingType", "endpointId");
            String endpoint = Strict.text(mode, "servingMode", "endpointId");
            Strict.check(endpoint.startsWith("ocid1.generativeaiendpoint."), "servingMode.endpointId", "no OCID");
            return;
        }
        Strict.onlyFields(mode, "servingMode", "servingType", "modelId");
        String model = Strict.text(mode, "servingMode", "modelId");
        String wanted =
                COHERE_V2.matcher(model).matches() ? "COHEREV2" : model.startsWith("cohere.") ? "COHERE" : "GENERIC";
        Strict.check(format.equals(wanted), "chatRequest.apiFormat", "the model speaks " + wanted);
    }

    private static void stream(JsonNode request) {
        JsonNode options = request.path("streamOptions");
        if (!options.isMissingNode()) {
            Strict.onlyFields(options, "streamOptions", "isIncludeUsage");
            Strict.check(request.path("isStream").asBoolean(), "streamOptions", "only with isStream");
        }
    }

    private void generic(String model) {
        Strict.onlyFields(
                request,
                "chatRequest",
                "apiFormat",
                "messages",
                "reasoningEffort",
                "verbosity",
                "metadata",
                "isStream",
                "streamOptions",
                "numGenerations",
                "seed",
                "isEcho",
                "topK",
                "topP",
                "temperature",
                "frequencyPenalty",
                "presencePenalty",
                "stop",
                "logProbs",
                "maxTokens",
                "maxCompletionTokens",
                "logitBias",
                "prediction",
                "responseFormat",
                "toolChoice",
                "isParallelToolCalls",
                "tools",
                "webSearchOptions",
                "serviceTier");
        boolean openAi = model.startsWith("openai.") && !model.startsWith("openai.gpt-oss");
        Strict.check(!(openAi && request.has("maxTokens")), "maxTokens", "use maxCompletionTokens for this model");
        Strict.check(
                openAi || !request.has("maxCompletionTokens"), "maxCompletionTokens", "use maxTokens for this model");
        numbers();
        words();
        responseFormat(request.path("responseFormat"));
        tools();
        OciMessageRules.check(Strict.array(request, "chatRequest", "messages", 1), true);
    }

    private void numbers() {
        Strict.range(request, "", "temperature", 0, 2);
        Strict.range(request, "", "topP", 0, 1);
        Strict.wholeFrom(request, "", "topK", -1);
        Strict.range(request, "", "frequencyPenalty", -2, 2);
        Strict.range(request, "", "presencePenalty", -2, 2);
        Strict.range(request, "", "numGenerations", 1, 128);
        Strict.range(request, "", "logProbs", 0, 20);
        Strict.wholeFrom(request, "", "maxTokens", 1);
        Strict.wholeFrom(request, "", "maxCompletionTokens", 1);
    }

    private void words() {
        word("reasoningEffort", "NONE", "MINIMAL", "LOW", "MEDIUM", "HIGH");
        word("verbosity", "LOW", "MEDIUM", "HIGH");
        word("serviceTier", "AUTO", "DEFAULT", "PRIORITY");
        JsonNode metadata = request.path("metadata");
        Strict.check(metadata.size() <= 16, "metadata", "at most 16 pairs");
        metadata.forEach(value -> Strict.check(
                value.isTextual() && value.asText().length() <= 512, "metadata", "strings of at most 512 characters"));
        for (JsonNode stop : request.path("stop")) {
            Strict.check(!stop.asText().isEmpty(), "stop", "must not be empty");
        }
        JsonNode prediction = request.path("prediction");
        if (!prediction.isMissingNode()) {
            Strict.onlyFields(prediction, "prediction", "type", "content");
            Strict.oneOf(Strict.text(prediction, "prediction", "type"), "prediction.type", "CONTENT");
        }
    }

    private void word(String name, String... allowed) {
        if (request.has(name)) {
            Strict.oneOf(Strict.text(request, "", name), name, allowed);
        }
    }

    private static void responseFormat(JsonNode format) {
        if (format.isMissingNode()) {
            return;
        }
        String type = Strict.text(format, "responseFormat", "type");
        Strict.oneOf(type, "responseFormat.type", "TEXT", "JSON_OBJECT", "JSON_SCHEMA");
        if (type.equals("JSON_SCHEMA")) {
            Strict.onlyFields(format, "responseFormat", "type", "jsonSchema");
            JsonNode schema = Strict.object(format, "responseFormat", "jsonSchema");
            Strict.onlyFields(schema, "responseFormat.jsonSchema", "name", "description", "schema", "isStrict");
            Strict.text(schema, "responseFormat.jsonSchema", "name");
        } else {
            Strict.onlyFields(format, "responseFormat", "type");
        }
    }

    private void tools() {
        Set<String> names = new HashSet<>();
        JsonNode tools = request.path("tools");
        for (int i = 0; i < tools.size(); i++) {
            String path = Strict.element("tools", i);
            Strict.onlyFields(tools.get(i), path, "type", "name", "description", "parameters");
            Strict.oneOf(Strict.text(tools.get(i), path, "type"), path + ".type", "FUNCTION");
            Strict.matches(Strict.text(tools.get(i), path, "name"), TOOL_NAME, path + ".name");
            Strict.object(tools.get(i), path, "parameters");
            Strict.check(names.add(tools.get(i).path("name").asText()), path + ".name", "stands twice");
        }
        Strict.check(!request.has("tools") || !names.isEmpty(), "tools", "must not be empty");
        JsonNode choice = request.path("toolChoice");
        if (!choice.isMissingNode()) {
            String type = Strict.text(choice, "toolChoice", "type");
            Strict.oneOf(type, "toolChoice.type", "AUTO", "NONE", "REQUIRED", "FUNCTION");
            Strict.check(!names.isEmpty(), "toolChoice", "only with tools");
            Strict.check(
                    !type.equals("FUNCTION")
                            || names.contains(choice.path("name").asText()),
                    "toolChoice.name",
                    "is none of the tools");
        }
    }
}
