package dev.serai.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/** What a sandbox model says to a request: the same words each time. Immutable. */
final class SandboxScript {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of OpenAI's estimate: about four characters a token. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final String model;
    private final String prompt;
    private final String id;
    private final List<String> words;
    private final boolean callsTool;
    private final String toolName;

    SandboxScript(ObjectNode request) {
        this.model = request.path("model").asText();
        this.prompt = lastText(request.path("messages"));
        CRC32 checksum = new CRC32();
        checksum.update((model + prompt).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        this.id = "chatcmpl-sandbox" + Long.toHexString(checksum.getValue());
        this.callsTool = model.equals("sandbox-tool") && !answersTool(request.path("messages"));
        this.toolName = request.at("/tools/0/function/name").asText("get_weather");
        this.words = words(reply());
    }

    List<String> words() {
        return words;
    }

    boolean callsTool() {
        return callsTool;
    }

    ObjectNode whole(long created) {
        ObjectNode message = JSON.createObjectNode().put("role", "assistant");
        if (callsTool) {
            message.putNull("content");
            message.putArray("tool_calls").add(toolCall());
        } else {
            message.put("content", String.join("", words));
        }
        message.putNull("refusal");
        ObjectNode answer = envelope("chat.completion", created);
        answer.putArray("choices")
                .addObject()
                .put("index", 0)
                .<ObjectNode>set("message", message)
                .<ObjectNode>putNull("logprobs")
                .put("finish_reason", callsTool ? "tool_calls" : "stop");
        return answer.set("usage", usage());
    }

    ObjectNode chunk(long created, ObjectNode delta, String finishReason) {
        ObjectNode chunk = envelope("chat.completion.chunk", created);
        chunk.putArray("choices")
                .addObject()
                .put("index", 0)
                .<ObjectNode>set("delta", delta)
                .put("finish_reason", finishReason);
        return chunk;
    }

    ObjectNode usageChunk(long created) {
        ObjectNode chunk = envelope("chat.completion.chunk", created);
        chunk.putArray("choices");
        return chunk.set("usage", usage());
    }

    ObjectNode toolCall() {
        ObjectNode call =
                JSON.createObjectNode().put("id", "call_" + id.substring(9)).put("type", "function");
        call.putObject("function").put("name", toolName).put("arguments", "{\"city\":\"Samarkand\"}");
        return call;
    }

    private ObjectNode envelope(String object, long created) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model);
    }

    private ObjectNode usage() {
        int in = tokens(prompt);
        int out = callsTool ? 12 : tokens(String.join("", words));
        return JSON.createObjectNode()
                .put("prompt_tokens", in)
                .put("completion_tokens", out)
                .put("total_tokens", in + out);
    }

    private String reply() {
        return switch (model) {
            case "sandbox-tool" -> "The tool said: " + prompt;
            case "sandbox-slow" -> "One word after another, as a large model would write them, but slowly.";
            default -> prompt;
        };
    }

    static int tokens(String text) {
        return Math.max(1, (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int space = text.indexOf(' '); space >= 0; space = text.indexOf(' ', space + 1)) {
            words.add(text.substring(start, space + 1));
            start = space + 1;
        }
        words.add(text.substring(start));
        return words;
    }

    private static boolean answersTool(JsonNode messages) {
        return messages.path(messages.size() - 1).path("role").asText().equals("tool");
    }

    private static String lastText(JsonNode messages) {
        JsonNode content = messages.path(messages.size() - 1).path("content");
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(part.path("text").asText());
        }
        return text.toString();
    }

    static byte[] bytes(JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    static ObjectNode delta() {
        return JSON.createObjectNode();
    }

    static ObjectNode read(byte[] request) {
        try {
            return (ObjectNode) JSON.readTree(request);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("The request was read before", e);
        }
    }
}
