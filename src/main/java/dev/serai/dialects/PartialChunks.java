package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;

/** What a client has got of chunks that have choices: those of a chat, or of a text completion. */
abstract sealed class PartialChunks implements PartialAnswer permits PartialChat, PartialText {
    private final StringBuilder text = new StringBuilder();
    private JsonNode first = Json.object();
    private boolean onlyText = true;
    private boolean finished;

    /** Whether nothing but text is told by a choice of a chunk. */
    abstract boolean isText(JsonNode choice);

    /** The text that a choice of a chunk tells; empty where it has none. */
    abstract String textOf(JsonNode choice);

    @Override
    public final void sent(byte[] chunk) {
        JsonNode read = ProviderJson.readOrMissing(chunk);
        if (first.isEmpty()) {
            first = read;
        }
        for (JsonNode choice : read.path("choices")) {
            onlyText &= isText(choice);
            text.append(textOf(choice));
            finished |= choice.path("finish_reason").isTextual();
        }
    }

    @Override
    public final String text() {
        return text.toString();
    }

    @Override
    public final boolean onlyText() {
        return onlyText;
    }

    @Override
    public final boolean finished() {
        return finished;
    }

    /** The first chunk, whose id, model and time all others repeat; empty until then. */
    final JsonNode first() {
        return first;
    }
}
