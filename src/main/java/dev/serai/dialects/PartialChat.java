package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import java.util.Map;
import java.util.Set;

/** What a client has got of the chunks of a chat. One for each streamed answer, used by one thread at a time. */
public final class PartialChat implements PartialAnswer {
    /** What a delta may hold and be gone on with; of all else a part may be missing that nobody else can give. */
    private static final Set<String> TEXT = Set.of("role", "content", "reasoning_content", "reasoning");

    private final ChatRequest request;
    private final StringBuilder text = new StringBuilder();
    private ObjectNode head = Json.object();
    private boolean onlyText = true;
    private boolean finished;

    public PartialChat(ChatRequest request) {
        this.request = request;
    }

    @Override
    public void sent(byte[] chunk) {
        JsonNode read = ProviderJson.readOrMissing(chunk);
        if (head.isEmpty() && read instanceof ObjectNode first) {
            head = first;
        }
        for (JsonNode choice : read.path("choices")) {
            JsonNode delta = choice.path("delta");
            for (Map.Entry<String, JsonNode> field : delta.properties()) {
                onlyText &= TEXT.contains(field.getKey()) || saysNothing(field.getValue());
            }
            text.append(delta.path("content").asText(""));
            finished |= choice.path("finish_reason").isTextual();
        }
    }

    private static boolean saysNothing(JsonNode value) {
        return value.isNull()
                || value.isEmpty() && value.isContainerNode()
                || value.asText().isEmpty() && value.isTextual();
    }

    @Override
    public String text() {
        return text.toString();
    }

    @Override
    public boolean onlyText() {
        return onlyText;
    }

    @Override
    public boolean finished() {
        return finished;
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
        return head;
    }

    @Override
    public ChatStream rest(ChatStream ofChat) {
        return ofChat;
    }
}
