package dev.serai.dialects;

/**
 * A stream of another endpoint that goes over a chat: how the provider frames it, how it ends and what it used is the chat's to
 * say. One for each streamed answer, used by one thread at a time.
 */
public abstract class StreamOverChat implements ChatStream {
    /** What the provider's events are told to first. */
    protected final ChatStream chat;

    protected StreamOverChat(ChatStream chat) {
        this.chat = chat;
    }

    @Override
    public final Framing framing() {
        return chat.framing();
    }

    @Override
    public boolean finished() {
        return chat.finished();
    }

    @Override
    public final Usage usage() {
        return chat.usage();
    }

    @Override
    public final String finishReason() {
        return chat.finishReason();
    }
}
