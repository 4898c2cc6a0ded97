package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.MessageWords;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.StreamOverChat;
import dev.serai.dialects.ToolIds;
import dev.serai.dialects.ToolNames;
import dev.serai.errors.GatewayError;
import dev.serai.streams.StreamEvent;
import java.util.Objects;

/**
 * Turns the chunks of a chat into Anthropic's events; how the stream ends, and whether it does, is the chat's to say. Its last
 * words wait for the chat's end, since OpenAI tells the usage behind the reason. One for each streamed answer, used by one
 * thread at a time.
 *
 * @see <a href="https://platform.claude.com/docs/en/build-with-claude/streaming">Anthropic: streaming messages</a>
 */
final class StreamOfChat extends StreamOverChat {
    private final String model;
    private final ToolNames names;
    private final MessageEvents events = new MessageEvents();
    private final OpenBlocks blocks;
    private boolean begun;
    private boolean refused;
    private boolean ended;
    private String reason = "";

    StreamOfChat(ChatStream chat, AnswerContext context, ToolNames names) {
        super(chat);
        this.model = context.model();
        this.names = names;
        this.blocks = new OpenBlocks(events);
    }

    /**
     * The rest of a message of which its client has the beginning.
     *
     * @param block the number of the last block that the client has, or -1
     * @param open what it is, if it has not ended
     */
    StreamOfChat(ChatStream chat, ToolNames names, int block, OpenBlocks.Open open) {
        super(chat);
        this.model = "";
        this.names = names;
        this.blocks = new OpenBlocks(events, block, open);
        this.begun = true;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        events.into(chunks);
        chat.on(event, this::translate);
        if (chat.finished()) {
            finish();
        }
    }

    @Override
    public void end(ChunkSink chunks) {
        events.into(chunks);
        chat.end(this::translate);
        finish();
    }

    private void translate(byte[] bytes) {
        JsonNode chunk = ProviderJson.object(bytes);
        JsonNode choice = chunk.path("choices").path(0);
        if (!begun) {
            begun = true;
            events.start(MessageIds.of(chunk), model, chat.told());
        }
        if (choice.path("index").asInt() == 0) {
            delta(choice.path("delta"));
            reason = choice.path("finish_reason").asText(reason);
        }
    }

    private void delta(JsonNode delta) {
        blocks.thinking(MessageWords.thought(delta));
        delta.path("thinking_blocks").forEach(this::thought);
        blocks.text(Objects.requireNonNullElse(MessageWords.said(delta), ""));
        String refusal = ProviderJson.textOrEmpty(delta, "refusal");
        refused |= !refusal.isEmpty();
        blocks.text(refusal);
        delta.path("tool_calls").forEach(this::call);
    }

    /** A thought that is whole: its words have been told, what proves it is told now. */
    private void thought(JsonNode block) {
        if (block.path("type").asText().equals("redacted_thinking")) {
            blocks.redacted(ProviderJson.textOrEmpty(block, "data"));
        } else {
            blocks.signature(ProviderJson.textOrEmpty(block, "signature"));
        }
    }

    /** Some servers repeat the id and the name with each piece. */
    private void call(JsonNode call) {
        int index = call.path("index").asInt();
        JsonNode function = call.path("function");
        String name = ProviderJson.textOrEmpty(function, "name");
        if (!blocks.knows(index)) {
            if (name.isEmpty()) {
                throw ProviderJson.unreadable("The provider's stream goes on with a tool call that it never began.");
            }
            blocks.tool(index, ToolIds.WORD.providerId(ProviderJson.textOrEmpty(call, "id")), names.clientName(name));
        }
        blocks.arguments(index, ProviderJson.textOrEmpty(function, "arguments"));
    }

    private void finish() {
        if (!ended && begun) {
            ended = true;
            blocks.end();
            String word = reason.isEmpty() ? chat.finishReason() : reason;
            events.end(StopReasons.of(word, blocks.anyTool(), refused), chat.told());
        }
    }

    @Override
    public byte[] broken(GatewayError error, String requestId) {
        return MessageEvents.error(error, requestId);
    }
}
