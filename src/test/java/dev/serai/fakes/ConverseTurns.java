package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What Converse refuses in a conversation: the order of roles, unions of none or two, calls without results. */
final class ConverseTurns {
    private static final Pattern TOOL_USE_ID = Pattern.compile("[a-zA-Z0-9_.:-]{1,64}");
    private static final Pattern DOCUMENT_NAME = Pattern.compile("(?!.*\\s\\s)[a-zA-Z0-9 \\-()\\[\\]]{1,200}");

    private final JsonNode messages;
    private final boolean hasToolConfig;
    private final CacheMarks cacheMarks;
    private final Set<String> documentNames = new HashSet<>();
    private final List<String> called = new ArrayList<>();
    private final List<String> answered = new ArrayList<>();

    private ConverseTurns(JsonNode messages, boolean hasToolConfig, CacheMarks cacheMarks) {
        this.messages = messages;
        this.hasToolConfig = hasToolConfig;
        this.cacheMarks = cacheMarks;
    }

    static void check(JsonNode messages, boolean hasToolConfig, CacheMarks cacheMarks) {
        new ConverseTurns(messages, hasToolConfig, cacheMarks).check();
    }

    private void check() {
        List<String> unanswered = List.of();
        for (int i = 0; i < messages.size(); i++) {
            String path = Strict.element("messages", i);
            Strict.onlyFields(messages.get(i), path, "role", "content");
            boolean user = i % 2 == 0;
            Strict.check(
                    Strict.text(messages.get(i), path, "role").equals(user ? "user" : "assistant"),
                    path + ".role",
                    "A conversation must alternate between user and assistant roles, and start with a user message.");
            turn(Strict.array(messages.get(i), path, "content", 1), user, path + ".content");
            Strict.check(
                    answered.size() == unanswered.size() && answered.containsAll(unanswered),
                    path,
                    "Expected toolResult blocks for the following Ids: " + unanswered + ", found " + answered);
            unanswered = List.copyOf(called);
        }
        Strict.check(unanswered.isEmpty(), "messages", "Expected toolResult blocks for the Ids: " + unanswered);
    }

    private void turn(JsonNode content, boolean user, String path) {
        called.clear();
        answered.clear();
        boolean text = false;
        boolean document = false;
        for (int i = 0; i < content.size(); i++) {
            String blockPath = Strict.element(path, i);
            String kind = block(content.get(i), user, blockPath);
            Strict.check(
                    !kind.equals("cachePoint") || i > 0 && keeps(content.get(i - 1)),
                    blockPath,
                    "a cachePoint stands behind what it is to keep, and not behind reasoning or a document of text");
            text |= kind.equals("text");
            document |= kind.equals("document");
            Strict.check(
                    !kind.equals("toolResult") || answered.size() == i + 1,
                    blockPath,
                    "toolResult blocks come first in a turn");
        }
        Strict.check(!document || text, path, "A text block must be included alongside any document block.");
    }

    /** wire.md, case 47. */
    private static boolean keeps(JsonNode before) {
        JsonNode format = before.at("/document/format");
        return !before.has("reasoningContent")
                && (format.isMissingNode() || format.asText().equals("pdf"));
    }

    private String block(JsonNode block, boolean user, String path) {
        String kind = Strict.member(
                block,
                path,
                "text",
                "image",
                "document",
                "audio",
                "video",
                "toolUse",
                "toolResult",
                "guardContent",
                "cachePoint",
                "reasoningContent",
                "citationsContent",
                "searchResult");
        String inner = Strict.child(path, kind);
        JsonNode value = block.get(kind);
        switch (kind) {
            case "text" -> Strict.notBlank(value, inner);
            case "image" -> image(value, user, inner);
            case "document" -> document(value, user, inner);
            case "toolUse" -> toolUse(value, user, inner);
            case "toolResult" -> toolResult(value, user, inner);
            case "reasoningContent" -> reasoning(value, user, inner);
            case "cachePoint" -> cacheMarks.check(value, inner);
            default -> Strict.check(value.isObject(), inner, "must be an object");
        }
        return kind;
    }

    private static void image(JsonNode image, boolean user, String path) {
        Strict.check(user, path, "image blocks belong to user turns");
        Strict.onlyFields(image, path, "format", "source");
        String format = Strict.text(image, path, "format");
        Strict.oneOf(format, path + ".format", "png", "jpeg", "gif", "webp");
        JsonNode source = Strict.object(image, path, "source");
        if (Strict.member(source, path + ".source", "bytes", "s3Location").equals("bytes")) {
            ImageBytes.check(Strict.text(source, path + ".source", "bytes"), format, path + ".source.bytes");
        }
    }

    private void document(JsonNode document, boolean user, String path) {
        Strict.check(user, path, "document blocks belong to user turns");
        Strict.onlyFields(document, path, "format", "name", "source", "context", "citations");
        if (document.has("format")) {
            Strict.oneOf(
                    Strict.text(document, path, "format"),
                    path + ".format",
                    "pdf",
                    "csv",
                    "doc",
                    "docx",
                    "xls",
                    "xlsx",
                    "html",
                    "txt",
                    "md");
        }
        String name = Strict.text(document, path, "name");
        Strict.matches(name, DOCUMENT_NAME, path + ".name");
        Strict.check(documentNames.add(name), path + ".name", "names of documents must be unique in a request");
        JsonNode source = Strict.object(document, path, "source");
        if (Strict.member(source, path + ".source", "bytes", "s3Location", "text", "content")
                .equals("bytes")) {
            ImageBytes.decode(Strict.text(source, path + ".source", "bytes"), path + ".source.bytes");
        }
    }

    private void toolUse(JsonNode toolUse, boolean user, String path) {
        Strict.check(!user, path, "toolUse blocks belong to assistant turns");
        Strict.check(hasToolConfig, "toolConfig", "must be defined when using toolUse and toolResult content blocks");
        Strict.onlyFields(toolUse, path, "toolUseId", "name", "input", "type");
        String id = Strict.text(toolUse, path, "toolUseId");
        Strict.matches(id, TOOL_USE_ID, path + ".toolUseId");
        Strict.text(toolUse, path, "name");
        Strict.object(toolUse, path, "input");
        Strict.check(!called.contains(id), path + ".toolUseId", "duplicate Id " + id);
        called.add(id);
    }

    private void toolResult(JsonNode result, boolean user, String path) {
        Strict.check(user, path, "toolResult blocks belong to user turns");
        Strict.check(hasToolConfig, "toolConfig", "must be defined when using toolUse and toolResult content blocks");
        Strict.onlyFields(result, path, "toolUseId", "content", "status", "type");
        String id = Strict.text(result, path, "toolUseId");
        Strict.matches(id, TOOL_USE_ID, path + ".toolUseId");
        JsonNode content = Strict.array(result, path, "content", 0);
        for (int i = 0; i < content.size(); i++) {
            String part = Strict.element(path + ".content", i);
            String kind =
                    Strict.member(content.get(i), part, "text", "json", "image", "document", "video", "searchResult");
            Strict.check(!kind.equals("json") || content.get(i).get("json").isObject(), part, "json must be an object");
        }
        if (result.has("status")) {
            Strict.oneOf(Strict.text(result, path, "status"), path + ".status", "success", "error");
        }
        Strict.check(!answered.contains(id), path + ".toolUseId", "duplicate Id " + id);
        answered.add(id);
    }

    private void reasoning(JsonNode reasoning, boolean user, String path) {
        Strict.check(!user && called.isEmpty(), path, "reasoningContent blocks come before calls in assistant turns");
        if (Strict.member(reasoning, path, "reasoningText", "redactedContent").equals("reasoningText")) {
            JsonNode text = reasoning.get("reasoningText");
            Strict.onlyFields(text, path + ".reasoningText", "text", "signature");
            ThoughtSignatures.check(
                    Strict.text(text, path + ".reasoningText", "text"),
                    Strict.text(text, path + ".reasoningText", "signature"),
                    path);
        }
    }
}
