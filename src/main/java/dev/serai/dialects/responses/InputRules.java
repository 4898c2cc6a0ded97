package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatRequestRules;
import dev.serai.dialects.FieldChecks;
import dev.serai.dialects.FieldFaults;
import dev.serai.dialects.ImageUrls;
import java.util.List;
import java.util.Set;

/**
 * What OpenAI's reference asks of {@code input}. Items of OpenAI's own tools, and of kinds to come, are for whoever they are
 * sent to. One for each request: it counts images.
 */
final class InputRules {
    private static final int MOST_ITEMS = 10_000;
    private static final int MOST_PARTS = 10_000;
    private static final int MOST_IMAGES = 500;
    private static final String MESSAGE = "message";
    private static final Set<String> ROLES = ChatRequestRules.names("user", "assistant", "system", "developer");
    private static final Set<String> SAID = ChatRequestRules.names("output_text", "refusal");
    private static final Set<String> HEARD =
            ChatRequestRules.names("input_text", "input_image", "input_file", "input_audio");
    private static final Set<String> TOLD = ChatRequestRules.names("input_text", "input_image", "input_file");
    private static final Set<String> DETAILS = ChatRequestRules.names("auto", "low", "high", "original");
    private static final Set<String> AUDIO_FORMATS = ChatRequestRules.names("wav", "mp3");
    private static final List<String> FILE_SOURCES = List.of("file_data", "file_id", "file_url");

    private int images;

    private InputRules() {}

    static void check(FieldChecks request) {
        JsonNode input = request.field("input");
        boolean elsewhere = ResponsesRules.STATE.stream().anyMatch(name -> request.field(name) != null);
        if (input == null) {
            if (!elsewhere) {
                throw FieldFaults.missing("input");
            }
            return;
        }
        if (input.isTextual()) {
            return;
        }
        if (!input.isArray()) {
            throw FieldFaults.type("input", "a string or an array of input items", input);
        }
        request.array("input", MOST_ITEMS);
        if (input.isEmpty() && !elsewhere) {
            throw FieldFaults.emptyArray("input");
        }
        InputRules rules = new InputRules();
        for (int i = 0; i < input.size(); i++) {
            rules.item(request.element("input", input, i));
        }
    }

    /** An item without a type is a message, or, with an id alone, a reference. */
    static String type(JsonNode item) {
        JsonNode type = item.path("type");
        if (type.isTextual()) {
            return type.textValue();
        }
        return !item.has("role") && item.has("id") ? "item_reference" : MESSAGE;
    }

    private void item(FieldChecks item) {
        item.string("type");
        item.string("id");
        item.string("status");
        if (item.field("type") == null && item.field("role") == null && item.field("id") == null) {
            throw FieldFaults.missing(item.param("type"));
        }
        switch (type(item.object())) {
            case MESSAGE -> message(item);
            case "function_call" -> call(item, "arguments");
            case "custom_tool_call" -> call(item, "input");
            case "function_call_output", "custom_tool_call_output" -> output(item);
            case "reasoning" -> reasoning(item);
            case "item_reference" -> item.requiredString("id");
            default -> {}
        }
    }

    private void message(FieldChecks message) {
        String role = message.requiredOneOf("role", ROLES);
        content(message, "content", role.equals("assistant") ? SAID : HEARD);
    }

    private static void call(FieldChecks call, String said) {
        notEmpty(call, "call_id");
        notEmpty(call, "name");
        call.requiredString(said);
    }

    private static void notEmpty(FieldChecks fields, String name) {
        if (fields.requiredString(name).isEmpty()) {
            throw FieldFaults.emptyString(fields.param(name));
        }
    }

    private void output(FieldChecks output) {
        notEmpty(output, "call_id");
        content(output, "output", TOLD);
    }

    private void reasoning(FieldChecks reasoning) {
        reasoning.required("summary");
        texts(reasoning, "summary");
        texts(reasoning, "content");
        reasoning.string("encrypted_content");
    }

    private static void texts(FieldChecks reasoning, String name) {
        JsonNode texts = reasoning.array(name, MOST_PARTS);
        for (int i = 0; texts != null && i < texts.size(); i++) {
            FieldChecks text = reasoning.element(name, texts, i);
            text.requiredString("type");
            text.requiredString("text");
        }
    }

    private void content(FieldChecks item, String name, Set<String> types) {
        JsonNode content = item.required(name);
        if (content.isTextual()) {
            return;
        }
        if (!content.isArray()) {
            throw FieldFaults.type(item.param(name), "a string or an array of objects", content);
        }
        item.array(name, MOST_PARTS);
        for (int i = 0; i < content.size(); i++) {
            part(item.element(name, content, i), types);
        }
        if (images > MOST_IMAGES) {
            throw FieldFaults.arrayTooLong(item.param(name), MOST_IMAGES, images);
        }
    }

    private void part(FieldChecks part, Set<String> types) {
        switch (part.requiredOneOf("type", types)) {
            case "refusal" -> part.requiredString("refusal");
            case "input_image" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> audio(part.requiredObject("input_audio"));
            default -> part.requiredString("text");
        }
    }

    private void image(FieldChecks image) {
        images++;
        image.oneOf("detail", DETAILS);
        image.string("file_id");
        if (image.field("file_id") == null) {
            ImageUrls.check(image.requiredString("image_url"), image.param("image_url"));
        }
    }

    private static void file(FieldChecks file) {
        FILE_SOURCES.forEach(file::string);
        file.string("filename");
        if (FILE_SOURCES.stream().allMatch(name -> file.field(name) == null)) {
            throw FieldFaults.missing(file.param("file_data"));
        }
    }

    private static void audio(FieldChecks audio) {
        audio.requiredString("data");
        audio.requiredOneOf("format", AUDIO_FORMATS);
    }
}
