package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;

/** What a client has got of the chunks of a text completion. One for each streamed answer, used by one thread at a time. */
public final class PartialText extends PartialChunks {
    private final CompletionRequest request;

    public PartialText(CompletionRequest request) {
        this.request = request;
    }

    @Override
    boolean isText(JsonNode choice) {
        return choice.path("index").asInt() == 0 && choice.path("logprobs").isEmpty();
    }

    @Override
    String textOf(JsonNode choice) {
        return choice.path("text").asText("");
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
                        first().path("id").asText(),
                        first().path("created").asLong(),
                        first().path("model").asText(),
                        request.includeUsage()));
    }
}
