package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.NamedEvent;
import dev.serai.dialects.PartialAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.messages.OpenBlocks.Open;
import java.util.ArrayList;

/**
 * What a client has got of a message's events, whoever made them: the gateway of a chat, or Anthropic itself. One for each
 * streamed answer, used by one thread at a time.
 */
public final class PartialMessage implements PartialAnswer {
    private final MessagesRequest request;
    private final StringBuilder text = new StringBuilder();
    private boolean begun;
    private boolean onlyText = true;
    private boolean finished;
    private boolean stopped;
    private int block = -1;
    private Open open = Open.NOTHING;

    public PartialMessage(MessagesRequest request) {
        this.request = request;
    }

    @Override
    public void sent(byte[] chunk) {
        JsonNode event = NamedEvent.read(chunk);
        switch (event.path("type").asText()) {
            case "message_start" -> begun = true;
            case "content_block_start" -> start(event);
            case "content_block_delta" -> delta(event.path("delta"));
            case "content_block_stop" -> open = Open.NOTHING;
            case "message_delta" ->
                finished |= event.path("delta").path("stop_reason").isTextual();
            case "message_stop" -> stopped = true;
            default -> {
                // A ping, or something newer that is no part of a block.
            }
        }
    }

    private void start(JsonNode event) {
        JsonNode begins = event.path("content_block");
        block = event.path("index").asInt(block + 1);
        switch (begins.path("type").asText()) {
            case "text" -> {
                open = Open.TEXT;
                text.append(ProviderJson.textOrEmpty(begins, "text"));
                onlyText &= begins.path("citations").isEmpty();
            }
            case "thinking" -> {
                open = Open.THINKING;
                onlyText &= ProviderJson.textOrEmpty(begins, "signature").isEmpty();
            }
            default -> onlyText = false;
        }
    }

    private void delta(JsonNode delta) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> text.append(ProviderJson.textOrEmpty(delta, "text"));
            case "thinking_delta" -> {
                // What was thought so far stays as it is.
            }
            default -> onlyText = false;
        }
    }

    @Override
    public String text() {
        return text.toString();
    }

    @Override
    public boolean onlyText() {
        return begun && onlyText;
    }

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public byte[] missingEnd() {
        return stopped ? new byte[0] : MessageEvents.stop();
    }

    @Override
    public boolean plain() {
        JsonNode format = request.tree().path("output_config").path("format");
        return (format.isMissingNode() || format.isNull()) && request.field("output_format") == null;
    }

    @Override
    public ObjectNode chat(ModelTarget target) {
        ChatTraits traits = ChatTraits.of(target);
        return new ChatOfMessages(request, traits, MessagesOverChat.names(request), new ArrayList<>()).chat();
    }

    @Override
    public ChatStream rest(ChatStream ofChat) {
        return new StreamOfChat(ofChat, MessagesOverChat.names(request).back(), block, open);
    }
}
