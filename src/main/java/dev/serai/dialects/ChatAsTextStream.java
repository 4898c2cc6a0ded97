package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.streams.StreamEvent;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns the chunks of a chat into those of a text completion; how the stream ends, and whether it does, is the chat's to say.
 * One for each streamed answer, used by one thread at a time.
 */
final class ChatAsTextStream extends StreamOverChat {
    private final Function<JsonNode, TextChunks> writers;
    private @Nullable TextChunks writer;

    ChatAsTextStream(ChatStream chat, AnswerContext context) {
        super(chat);
        this.writers = chunk -> new TextChunks(CompletionsOverChat.id(chunk), context);
    }

    /** The rest of a text of which its client has the beginning. */
    ChatAsTextStream(ChatStream chat, TextChunks ofBeginning) {
        super(chat);
        this.writers = chunk -> ofBeginning;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        chat.on(event, chunk -> translate(chunk, chunks));
    }

    @Override
    public void end(ChunkSink chunks) {
        chat.end(chunk -> translate(chunk, chunks));
    }

    private void translate(byte[] chunk, ChunkSink chunks) {
        ObjectNode tree = ProviderJson.object(chunk);
        TextChunks text = writer(tree);
        JsonNode choices = tree.path("choices");
        if (choices.isEmpty()) {
            chunks.chunk(text.usage(chat.told()));
            return;
        }
        for (JsonNode choice : choices) {
            choice(choice, text, chunks);
        }
    }

    /** Who speaks, and what the model thinks, has no place in a text. */
    private static void choice(JsonNode choice, TextChunks text, ChunkSink chunks) {
        int index = choice.path("index").asInt();
        String said = CompletionsOverChat.text(choice.path("delta"));
        if (!said.isEmpty()) {
            chunks.chunk(text.text(index, said));
        }
        String reason = ProviderJson.textOrNull(choice, "finish_reason");
        if (reason != null) {
            chunks.chunk(text.finish(index, CompletionsOverChat.reason(reason)));
        }
    }

    private TextChunks writer(JsonNode chunk) {
        TextChunks known = writer;
        if (known == null) {
            known = writers.apply(chunk);
            writer = known;
        }
        return known;
    }
}
