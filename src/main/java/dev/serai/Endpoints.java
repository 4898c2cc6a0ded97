package dev.serai;

import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.WireFormats;
import dev.serai.dialects.WireFormats.Embeddings;
import dev.serai.dialects.invoke.InvokeEmbeddings;
import dev.serai.dialects.openai.OpenAiEmbeddings;
import java.time.Clock;

/** What providers have beside chat, by the name of their dialect of chat. */
final class Endpoints {
    private final OpenAiEmbeddings openAiEmbeddings;

    Endpoints(Clock clock) {
        openAiEmbeddings = new OpenAiEmbeddings(clock);
    }

    WireFormats of(ChatDialect chat) {
        return new WireFormats(chat, embeddings(chat.name()));
    }

    private Embeddings embeddings(String dialect) {
        return switch (dialect) {
            case "openai" -> target -> openAiEmbeddings;
            case "converse" -> InvokeEmbeddings::of;
            default -> Embeddings.NONE;
        };
    }
}
