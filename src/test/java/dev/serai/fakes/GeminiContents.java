package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What Gemini refuses of {@code contents}: above all, responses that don't stand in the calls' places. */
final class GeminiContents {
    private static final String PATH = "contents";

    private final JsonNode contents;
    private final GeminiKind model;

    private GeminiContents(JsonNode contents, GeminiKind model) {
        this.contents = contents;
        this.model = model;
    }

    static void check(JsonNode contents, GeminiKind model) {
        new GeminiContents(contents, model).check();
    }

    private void check() {
        List<String> called = List.of();
        for (int i = 0; i < contents.size(); i++) {
            String path = Strict.element(PATH, i);
            JsonNode content = contents.get(i);
            Strict.onlyFields(content, path, "role", "parts");
            String role = Strict.text(content, path, "role");
            Strict.oneOf(role, path + ".role", "user", "model");
            Strict.check(i > 0 || role.equals("user"), path, "the first content is the user's");
            JsonNode parts = Strict.array(content, path, "parts", 1);
            for (int j = 0; j < parts.size(); j++) {
                part(parts.get(j), role, Strict.element(path + ".parts", j));
            }
            responses(called, parts, path);
            called = names(parts, "functionCall");
            signature(parts, path);
        }
        Strict.check(called.isEmpty(), PATH, "function calls without a function response turn after them");
    }

    private void responses(List<String> called, JsonNode parts, String path) {
        List<String> answered = names(parts, "functionResponse");
        Strict.check(
                answered.size() == called.size(),
                path,
                "Please ensure that the number of function response parts is equal to the number of function call parts of"
                        + " the function call turn.");
        Strict.check(answered.equals(called), path, "function responses " + answered + " don't answer " + called);
        boolean alone = answered.isEmpty() || answered.size() == parts.size();
        Strict.check(alone || !model.wantsSignatures(), path, "function responses stand alone in their content");
        Strict.check(
                answered.isEmpty() || parts.get(0).has("functionResponse"), path, "function responses stand first");
    }

    private void signature(JsonNode parts, String path) {
        for (JsonNode part : parts) {
            if (part.has("functionCall")) {
                Strict.check(
                        part.has("thoughtSignature") || !model.wantsSignatures(),
                        path,
                        "Function call is missing a thought_signature in functionCall parts.");
                return;
            }
        }
    }

    private static List<String> names(JsonNode parts, String kind) {
        List<String> names = new ArrayList<>();
        for (JsonNode part : parts) {
            if (part.has(kind)) {
                names.add(part.get(kind).path("name").asText());
            }
        }
        return names;
    }

    private void part(JsonNode part, String role, String path) {
        boolean user = role.equals("user");
        boolean signed = part.has("thoughtSignature");
        ObjectNode data = part.deepCopy();
        data.remove("thoughtSignature");
        switch (Strict.member(data, path, "text", "inlineData", "fileData", "functionCall", "functionResponse")) {
            case "text" ->
                Strict.check(signed || !part.get("text").asText().isEmpty(), path, "required oneof field 'data'");
            case "inlineData" -> inlineData(part.get("inlineData"), path + ".inlineData");
            case "fileData" -> {
                Strict.onlyFields(part.get("fileData"), path + ".fileData", "mimeType", "fileUri");
                Strict.text(part.get("fileData"), path + ".fileData", "mimeType");
                String uri = Strict.text(part.get("fileData"), path + ".fileData", "fileUri");
                Strict.check(uri.startsWith("gs://"), path, "Invalid URI: " + uri);
            }
            case "functionCall" -> {
                Strict.check(!user, path, "function calls are the model's");
                Strict.onlyFields(part.get("functionCall"), path + ".functionCall", "name", "args");
                Strict.text(part.get("functionCall"), path + ".functionCall", "name");
                Strict.object(part.get("functionCall"), path + ".functionCall", "args");
            }
            default -> {
                Strict.check(user, path, "function responses are the user's");
                functionResponse(part.get("functionResponse"), path + ".functionResponse");
            }
        }
        Strict.check(!signed || !user, path, "only the model signs");
        if (signed) {
            ThoughtSignatures.checkGemini(part, path);
        }
    }

    private void functionResponse(JsonNode response, String path) {
        Strict.onlyFields(response, path, "name", "response", "parts");
        Strict.text(response, path, "name");
        Strict.object(response, path, "response");
        Strict.check(!response.has("parts") || model.wantsSignatures(), path + ".parts", "is not supported");
        for (JsonNode part : response.path("parts")) {
            inlineData(Strict.object(part, path + ".parts", "inlineData"), path + ".parts");
        }
    }

    private static void inlineData(JsonNode data, String path) {
        Strict.onlyFields(data, path, "mimeType", "data");
        String mimeType = Strict.text(data, path, "mimeType");
        Strict.oneOf(
                mimeType,
                path + ".mimeType",
                "image/png",
                "image/jpeg",
                "image/webp",
                "application/pdf",
                "text/plain",
                "audio/wav",
                "audio/mp3");
        String base64 = Strict.text(data, path, "data");
        if (mimeType.startsWith("image/")) {
            ImageBytes.check(base64, mimeType.substring("image/".length()), path + ".data");
        } else {
            ImageBytes.decode(base64, path + ".data");
        }
    }
}
