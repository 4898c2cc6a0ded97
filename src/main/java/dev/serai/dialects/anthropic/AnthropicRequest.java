package dev.serai.dialects.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ProviderRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** OpenAI's chat request as an Anthropic Messages body. */
final class AnthropicRequest {
    private AnthropicRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", target.model());
        body.put("max_tokens", 4096);
        for (JsonNode message : request.tree().path("messages")) {
            body.withArray("messages").add(message);
        }
        return new ProviderRequest(
                "/v1/messages",
                Map.of("anthropic-version", "2023-06-01"),
                body.toString().getBytes(StandardCharsets.UTF_8),
                List.of(),
                AnswerContext.plain(request, System.currentTimeMillis() / 1000));
    }
}
