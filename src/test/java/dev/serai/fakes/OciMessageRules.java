package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** What OCI refuses in the messages of GENERIC and COHEREV2: their roles, their order, every call without its result. */
final class OciMessageRules {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean generic;
    private final Set<String> open = new LinkedHashSet<>();

    private OciMessageRules(boolean generic) {
        this.generic = generic;
    }

    static void check(JsonNode messages, boolean generic) {
        OciMessageRules rules = new OciMessageRules(generic);
        for (int i = 0; i < messages.size(); i++) {
            rules.message(messages.get(i), Strict.element("messages", i));
        }
        rules.settled("messages");
        String last = messages.path(messages.size() - 1).path("role").asText();
        Strict.check(generic || !last.equals("ASSISTANT"), "messages", "the last must be a user's or a tool's");
    }

    private void message(JsonNode message, String path) {
        String role = Strict.text(message, path, "role");
        switch (role) {
            case "SYSTEM", "USER" -> said(message, path, false);
            case "DEVELOPER" -> {
                Strict.check(generic, path + ".role", "is not known");
                said(message, path, false);
            }
            case "ASSISTANT" -> assistant(message, path);
            case "TOOL" -> {
                Strict.onlyFields(message, path, "role", "toolCallId", "content");
                Strict.check(
                        open.remove(Strict.text(message, path, "toolCallId")), path + ".toolCallId", "answers no call");
                contents(message, path, true);
            }
            default -> throw RequestRefused.invalid(path + ".role", "is not known");
        }
    }

    private void said(JsonNode message, String path, boolean tool) {
        settled(path);
        Strict.onlyFields(message, path, "role", "content", "name");
        contents(message, path, tool);
    }

    private void assistant(JsonNode message, String path) {
        settled(path);
        Strict.onlyFields(message, path, "role", "content", "toolCalls", "refusal", "name");
        JsonNode calls = message.path("toolCalls");
        if (!generic || message.has("content") || calls.isEmpty()) {
            contents(message, path, !generic && !calls.isEmpty());
        }
        for (int i = 0; i < calls.size(); i++) {
            call(calls.get(i), Strict.element(path + ".toolCalls", i));
        }
    }

    private void call(JsonNode call, String path) {
        JsonNode function = generic ? call : Strict.object(call, path, "function");
        Strict.onlyFields(
                call,
                path,
                generic ? new String[] {"id", "type", "name", "arguments"} : new String[] {"id", "type", "function"});
        Strict.oneOf(Strict.text(call, path, "type"), path + ".type", "FUNCTION");
        Strict.matches(Strict.text(function, path, "name"), OciRules.TOOL_NAME, path + ".name");
        Strict.check(open.add(Strict.text(call, path, "id")), path + ".id", "stands twice");
        try {
            Strict.check(
                    JSON.readTree(Strict.text(function, path, "arguments")).isObject(),
                    path + ".arguments",
                    "no object");
        } catch (IOException e) {
            throw RequestRefused.invalid(path + ".arguments", "is not JSON");
        }
    }

    private void contents(JsonNode message, String path, boolean mayBeBlank) {
        JsonNode content = Strict.array(message, path, "content", 1);
        for (int i = 0; i < content.size(); i++) {
            content(content.get(i), Strict.element(path + ".content", i), mayBeBlank);
        }
    }

    private void content(JsonNode content, String path, boolean mayBeBlank) {
        String type = Strict.text(content, path, "type");
        String image = generic ? "IMAGE" : "IMAGE_URL";
        if (type.equals("TEXT")) {
            Strict.onlyFields(content, path, "type", "text");
            Strict.check(
                    mayBeBlank || !Strict.text(content, path, "text").isBlank(), path + ".text", "must not be blank");
        } else if (type.equals(image)) {
            url(content, path, "imageUrl", "data:image/");
            String detail = content.at("/imageUrl/detail").asText("AUTO");
            // Of GENERIC's the SDK says that only AUTO is supported.
            Strict.oneOf(
                    detail, path + ".imageUrl.detail", "AUTO", generic ? "AUTO" : "LOW", generic ? "AUTO" : "HIGH");
        } else if (generic && type.equals("DOCUMENT")) {
            url(content, path, "documentUrl", "data:application/pdf;base64,");
        } else if (generic && type.equals("AUDIO")) {
            url(content, path, "audioUrl", "data:audio/");
        } else {
            throw RequestRefused.invalid(path + ".type", "is not known: " + type);
        }
    }

    private static void url(JsonNode content, String path, String name, String prefix) {
        Strict.onlyFields(content, path, "type", name);
        JsonNode holder = Strict.object(content, path, name);
        Strict.onlyFields(holder, path + "." + name, "url", "detail");
        Strict.check(
                Strict.text(holder, path + "." + name, "url").startsWith(prefix), path + "." + name, "no data: URL");
    }

    private void settled(String path) {
        Strict.check(open.isEmpty(), path, "there is no result for the calls " + open);
    }
}
