package dev.serai.dialects.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.Json;
import dev.serai.dialects.MessagesAnswer;
import dev.serai.dialects.MessagesRequest;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.ToolAliases;
import dev.serai.dialects.ToolNameForm;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Messages by a provider that speaks another dialect, over its dialect of chat. Stateless and thread-safe. */
public final class MessagesOverChat implements EndpointDialect<MessagesRequest, MessagesAnswer> {
    /** OpenAI's limit, and Bedrock's: what is longer gets another name on the way. */
    private static final int LONGEST_TOOL_NAME = 64;

    private final ChatDialect chat;
    private final ChatRequestReader reader = new ChatRequestReader();

    public MessagesOverChat(ChatDialect chat) {
        this.chat = chat;
    }

    @Override
    public ProviderRequest request(MessagesRequest request, ModelTarget target) {
        List<String> dropped = new ArrayList<>();
        ChatTraits traits = ChatTraits.of(target);
        byte[] body = Json.bytes(new ChatOfMessages(request, traits, names(request), dropped).chat());
        try {
            ProviderRequest asked = chat.request(reader.made(body), target);
            asked.dropped().forEach(parameter -> dropped.add(FieldNames.ofMessages(parameter)));
            AnswerContext context = asked.context();
            return new ProviderRequest(
                    asked.path(),
                    asked.headers(),
                    asked.body(),
                    dropped.stream().distinct().toList(),
                    context.stream() || request.stream() ? context.withThinkingAtOnce() : context);
        } catch (GatewayException e) {
            throw FieldNames.ofMessages(e);
        }
    }

    @Override
    public MessagesAnswer answer(ProviderAnswer answer, MessagesRequest request, AnswerContext context) {
        ChatAnswer said = chat.answer(answer, context);
        return AnswerOfChat.translate(said, context, names(request).back());
    }

    @Override
    public ChatStream stream(MessagesRequest request, AnswerContext context) {
        return new StreamOfChat(chat.stream(context), context, names(request).back());
    }

    /** The client's tools, as chats may call them. */
    static ToolAliases names(MessagesRequest request) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode tool : request.tree().path("tools")) {
            names.add(tool.path("name").asText());
        }
        for (JsonNode message : request.tree().path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_use")) {
                    names.add(block.path("name").asText());
                }
            }
        }
        return new ToolAliases(names, Set.of(), ToolNameForm.WORD, LONGEST_TOOL_NAME);
    }
}
