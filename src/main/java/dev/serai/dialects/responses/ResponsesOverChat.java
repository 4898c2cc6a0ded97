package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.EndpointDialect;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderRequest;
import dev.serai.errors.GatewayException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Responses by a model whose provider knows chats alone. Stateless and thread-safe. */
public final class ResponsesOverChat implements EndpointDialect<ResponsesRequest, ResponsesAnswer> {
    private final ChatDialect chat;

    public ResponsesOverChat(ChatDialect chat) {
        this.chat = chat;
    }

    @Override
    public ProviderRequest request(ResponsesRequest request, ModelTarget target) {
        ChatTranslation translation = new ChatTranslation(request);
        ChatRequest asChat = translation.translate();
        try {
            return renamed(chat.request(asChat, target), request, translation);
        } catch (GatewayException fault) {
            throw translation.paths().translated(fault);
        }
    }

    private static ProviderRequest renamed(
            ProviderRequest sent, ResponsesRequest request, ChatTranslation translation) {
        Set<String> dropped = new LinkedHashSet<>(translation.dropped());
        sent.dropped().forEach(parameter -> dropped.add(translation.paths().dropped(parameter)));
        if (dropped.contains(ChatParts.DETAIL)) {
            dropped.remove(ChatParts.DETAIL_CHANGED);
        }
        AnswerContext context = sent.context();
        return new ProviderRequest(
                sent.path(),
                sent.headers(),
                sent.body(),
                List.copyOf(dropped),
                // An item's signature must come before its end.
                context.stream() || request.stream() ? context.withThinkingAtOnce() : context);
    }

    @Override
    public ResponsesAnswer answer(ProviderAnswer answer, ResponsesRequest request, AnswerContext context) {
        ChatAnswer chatAnswer = chat.answer(answer, context);
        ObjectNode body = ProviderJson.object(chatAnswer.body());
        JsonNode choice = body.path("choices").path(0);
        ResponseOutput output = new ResponseOutput(null);
        output.add(choice.path("message"), choice.path("logprobs"));
        String reason = chatAnswer.finishReason();
        output.end(reason);
        String incomplete = incomplete(reason);
        byte[] response = new ResponseFrame(request, context)
                .json(
                        incomplete == null ? OutputItem.COMPLETED : OutputItem.INCOMPLETE,
                        output.json(),
                        null,
                        incomplete,
                        chatAnswer.usage(),
                        ProviderJson.textOrNull(body, "service_tier"));
        return new ResponsesAnswer(response, chatAnswer.usage(), reason);
    }

    /** Why a response is incomplete, by a chat's reason; null if it is not. */
    static @Nullable String incomplete(String reason) {
        return switch (reason) {
            case "length" -> "max_output_tokens";
            case "content_filter" -> reason;
            default -> null;
        };
    }

    @Override
    public ChatStream stream(ResponsesRequest request, AnswerContext context) {
        return new ChatAsResponseStream(chat.stream(context), request, context);
    }
}
