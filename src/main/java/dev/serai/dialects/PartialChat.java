package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import java.util.Map;
import java.util.Set;

/** What a client has got of the chunks of a chat. One for each streamed answer, used by one thread at a time. */
public final class PartialChat extends PartialChunks {
    /** What a delta may hold and be gone on with; of all else a part may be missing that nobody else can give. */
    private static final Set<String> TEXT = Set.of("role", "content", "reasoning_content", "reasoning");

    private final ChatRequest request;

    public PartialChat(ChatRequest request) {
        this.request = request;
    }

    @Override
    boolean isText(JsonNode choice) {
        for (Map.Entry<String, JsonNode> field : choice.path("delta").properties()) {
            if (!TEXT.contains(field.getKey()) && !saysNothing(field.getValue())) {
                return false;
            }
        }
        return true;
    }

    @Override
    String textOf(JsonNode choice) {
        return choice.path("delta").path("content").asText("");
    }

    private static boolean saysNothing(JsonNode value) {
        return value.isNull()
                || value.isEmpty() && value.isContainerNode()
                || value.asText().isEmpty() && value.isTextual();
    }

    @Override
    public boolean plain() {
        JsonNode choices = request.field("n");
        JsonNode format = request.field("response_format");
        JsonNode logprobs = request.field("logprobs");
        return (choices == null || choices.asInt() == 1)
                && (format == null || format.path("type").asText().equals("text"))
                && (logprobs == null || !logprobs.asBoolean())
                && request.field("audio") == null;
    }

    @Override
    public ObjectNode chat(ModelTarget target) {
        return request.tree().deepCopy();
    }

    @Override
    public JsonNode head() {
        return first();
    }

    @Override
    public ChatStream rest(ChatStream ofChat) {
        return ofChat;
    }
}
