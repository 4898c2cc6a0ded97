package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;

/** What a client has got of the chunks of a text completion. One for each streamed answer, used by one thread at a time. */
public final class PartialText implements PartialAnswer {
    private final CompletionRequest request;
    private final StringBuilder text = new StringBuilder();
    private JsonNode head = Json.object();
    private boolean onlyText = true;
    private boolean finished;

    public PartialText(CompletionRequest request) {
        this.request = request;
    }

    @Override
    public void sent(byte[] chunk) {
        JsonNode read = ProviderJson.readOrMissing(chunk);
        if (head.isEmpty()) {
            head = read;
        }
        for (JsonNode choice : read.path("choices")) {
            onlyText &=
                    choice.path("index").asInt() == 0 && choice.path("logprobs").isEmpty();
            text.append(choice.path("text").asText(""));
            finished |= choice.path("finish_reason").isTextual();
        }
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
        return request.prompts().size() == 1
                && request.tree().path("n").asInt(1) == 1
                && !request.echo()
                && request.field("suffix") == null
                && request.field("logprobs") == null;
    }

    @Override
    public ObjectNode chat(ModelTarget target) {
        UnservedCompletions.refuse(request);
        return CompletionsOverChat.asChat(request);
    }

    @Override
    public ChatStream rest(ChatStream ofChat) {
        return new ChatAsTextStream(
                ofChat,
                new TextChunks(
                        head.path("id").asText(),
                        head.path("created").asLong(),
                        head.path("model").asText(),
                        request.includeUsage()));
    }
}
