package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What Vertex AI refuses of a body for Claude: whatever Anthropic would, and what stands elsewhere there
 * (https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai).
 */
final class VertexClaudeRules {
    private static final String VERSION = "anthropic_version";

    private VertexClaudeRules() {}

    /** Where tokens are counted the body names the model. */
    static void checkCounted(JsonNode request, VertexCall call) {
        Strict.oneOf(call.verb(), "verb", "rawPredict");
        Strict.oneOf(Strict.text(request, "", VERSION), VERSION, "vertex-2023-10-16");
        ObjectNode messages = request.deepCopy();
        messages.remove(VERSION);
        AnthropicRules.checkCounted(messages);
    }

    static void check(JsonNode request, VertexCall call) {
        Strict.oneOf(call.verb(), "verb", "rawPredict", "streamRawPredict");
        Strict.check(!request.has("model"), "model", "Extra inputs are not permitted");
        Strict.oneOf(Strict.text(request, "", VERSION), VERSION, "vertex-2023-10-16");
        Strict.check(
                request.path("stream").asBoolean() == call.streams(), "stream", "does not fit the verb " + call.verb());
        Strict.check(!request.has("service_tier"), "service_tier", "Extra inputs are not permitted");
        Strict.check(!request.has("container"), "container", "Extra inputs are not permitted");
        request.findValues("source")
                .forEach(source -> Strict.oneOf(source.path("type").asText("base64"), "source.type", "base64", "text"));
        ObjectNode messages = request.deepCopy();
        messages.remove(VERSION);
        AnthropicRules.check(messages.put("model", call.model()));
    }
}
