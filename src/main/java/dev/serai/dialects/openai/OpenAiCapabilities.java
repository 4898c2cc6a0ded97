package dev.serai.dialects.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequest;
import dev.serai.errors.GatewayException;

/**
 * Refuses what the model is known not to be able to do, before it is called, so that another target may serve it. Reads the
 * tree that is there already. Of what the catalogue does not know the provider will judge. Stateless.
 */
final class OpenAiCapabilities {
    private static final String TOOLS = "tools";
    private static final String FORMAT = "response_format";

    private OpenAiCapabilities() {}

    /** @throws GatewayException 400 that names the parameter */
    static void check(ChatRequest request, ModelTarget target) {
        ModelFacts facts = target.facts();
        tools(request, facts);
        format(request, target);
        spokenAnswer(request, facts);
        boolean openAi = ServedFields.FAMILIES.contains(facts.family());
        if (openAi) {
            stop(request, target);
        }
        if (openAi || !facts.can(Capability.VISION) || !facts.can(Capability.AUDIO) || !facts.can(Capability.PDF)) {
            messages(request.tree().path("messages"), facts, openAi);
        }
    }

    private static void tools(ChatRequest request, ModelFacts facts) {
        if (facts.can(Capability.TOOLS)) {
            return;
        }
        if (offers(request, TOOLS, "tool_choice")) {
            throw parameter(TOOLS, "This model calls no tools.");
        }
        if (offers(request, "functions", "function_call")) {
            throw parameter("functions", "This model calls no tools.");
        }
    }

    private static boolean offers(ChatRequest request, String field, String choice) {
        JsonNode offered = request.field(field);
        return offered != null
                && !offered.isEmpty()
                && !"none".equals(request.tree().path(choice).textValue());
    }

    private static void format(ChatRequest request, ModelTarget target) {
        ModelFacts facts = target.facts();
        String type = request.tree().path(FORMAT).path("type").asText();
        if (type.equals("json_schema") && !(facts.can(Capability.JSON_SCHEMA) && ServedFields.knowSchemas(target))) {
            throw value(FORMAT, "The providers of this model can't hold it to this schema.");
        }
        boolean anyJson = facts.can(Capability.JSON_OBJECT) || facts.can(Capability.JSON_SCHEMA);
        if (type.equals("json_object") && !anyJson) {
            throw value(FORMAT, "The providers of this model can't hold it to JSON.");
        }
    }

    private static void spokenAnswer(ChatRequest request, ModelFacts facts) {
        if (facts.can(Capability.AUDIO)) {
            return;
        }
        for (JsonNode modality : request.tree().path("modalities")) {
            if (modality.asText().equals("audio")) {
                throw parameter("modalities", "This model speaks no answers.");
            }
        }
    }

    /** The answer would go on where the client wants its end: https://platform.openai.com/docs/api-reference/chat/create */
    private static void stop(ChatRequest request, ModelTarget target) {
        JsonNode stop = request.field("stop");
        boolean asked = stop != null && !(stop.isEmpty() && stop.asText().isEmpty());
        if (asked && ServedFields.reasons(request, target.facts(), ServedFields.azure(target))) {
            throw parameter("stop", "This model knows no stop sequences while it reasons.");
        }
    }

    private static void messages(JsonNode messages, ModelFacts facts, boolean openAi) {
        for (int i = 0; i < messages.size(); i++) {
            JsonNode content = messages.get(i).path("content");
            boolean ofTool = openAi && messages.get(i).path("role").asText().equals("tool");
            for (int j = 0; content.isArray() && j < content.size(); j++) {
                part(content.get(j), "messages[" + i + "].content[" + j + "]", facts, ofTool);
            }
        }
    }

    private static void part(JsonNode part, String path, ModelFacts facts, boolean ofTool) {
        switch (part.path("type").asText()) {
            case "image_url" -> {
                if (!facts.can(Capability.VISION)) {
                    throw value(path + ".image_url", "This model sees no images.");
                }
                if (ofTool) {
                    throw value(path + ".image_url", "This provider takes no images from tools.");
                }
            }
            case "input_audio" -> {
                if (!facts.can(Capability.AUDIO)) {
                    throw value(path + ".input_audio", "This model hears no audio.");
                }
            }
            case "file" -> {
                if (!facts.can(Capability.PDF)) {
                    String field = part.path("file").hasNonNull("file_data") ? ".file.file_data" : ".file.file_id";
                    throw value(path + field, "This model reads no documents.");
                }
            }
            default -> {}
        }
    }

    private static GatewayException parameter(String param, String message) {
        return GatewayException.invalid("unsupported_parameter", param, message);
    }

    private static GatewayException value(String param, String message) {
        return GatewayException.invalid("unsupported_value", param, message);
    }
}
