package dev.serai.dialects.converse;

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

/** OpenAI's chat request as a Bedrock Converse body. */
final class ConverseRequest {
    private ConverseRequest() {}

    /** Translates a request for one target; 400 where the target can't do what the request means. */
    static ProviderRequest translate(ChatRequest request, ModelTarget target) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        for (JsonNode message : request.tree().path("messages")) {
            ObjectNode turn = body.withArray("messages").addObject();
            turn.set("role", message.path("role"));
            turn.withArray("content").addObject().set("text", message.path("content"));
        }
        return new ProviderRequest(
                "/model/" + target.model().replace("/", "%2F").replace(":", "%3A")
                        + (request.stream() ? "/converse-stream" : "/converse"),
                Map.of(),
                body.toString().getBytes(StandardCharsets.UTF_8),
                List.of(),
                AnswerContext.plain(request, System.currentTimeMillis() / 1000));
    }
}
