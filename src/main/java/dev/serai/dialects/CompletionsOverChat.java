package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Text completions by a model that only chats: each prompt is what a user says, and what the assistant answers completes it.
 * Stateless and thread-safe.
 */
final class CompletionsOverChat implements EndpointDialect<CompletionRequest, CompletionAnswer> {
    /** Said in another way, or refused, or done here. */
    private static final Set<String> NOT_OF_CHAT =
            Set.of("prompt", "suffix", "best_of", "echo", "logprobs", "max_tokens", "messages");

    private static final String CHAT_ID = "chatcmpl-";

    private final ChatDialect chat;
    private final ChatRequestReader reader = new ChatRequestReader();

    CompletionsOverChat(ChatDialect chat) {
        this.chat = chat;
    }

    @Override
    public List<CompletionRequest> parts(CompletionRequest request, ModelTarget target) {
        return CompletionFormat.eachPrompt(request);
    }

    @Override
    public ProviderRequest request(CompletionRequest request, ModelTarget target) {
        UnservedCompletions.refuse(request);
        return chat.request(chat(request), target);
    }

    private ChatRequest chat(CompletionRequest request) {
        return reader.read(Json.bytes(asChat(request)));
    }

    /** What a user says to have the one prompt completed. */
    static ObjectNode asChat(CompletionRequest request) {
        ObjectNode chat = Json.object();
        request.tree().properties().forEach(field -> {
            if (!NOT_OF_CHAT.contains(field.getKey())) {
                chat.set(field.getKey(), field.getValue());
            }
        });
        // Chat has no limit where none is said; completions have one, and clients count on it.
        chat.put("max_tokens", request.maxTokens());
        chat.putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", request.prompts().get(0));
        return chat;
    }

    @Override
    public CompletionAnswer answer(ProviderAnswer answer, CompletionRequest request, AnswerContext context) {
        ChatAnswer chatAnswer = chat.answer(answer, context);
        ObjectNode body = ProviderJson.object(chatAnswer.body());
        List<CompletionAnswer.Choice> choices = new ArrayList<>();
        for (JsonNode choice : body.path("choices")) {
            choices.add(new CompletionAnswer.Choice(
                    CompletionFormat.echoed(request, text(choice.path("message"))),
                    reason(choice.path("finish_reason").asText())));
        }
        return new CompletionAnswer(
                id(body), body.path("created").asLong(context.created()), context.model(), choices, chatAnswer.usage());
    }

    /** What the assistant says, or why it says nothing. */
    static String text(JsonNode messageOrDelta) {
        String content = MessageWords.said(messageOrDelta);
        return content == null ? ProviderJson.textOrEmpty(messageOrDelta, "refusal") : content;
    }

    /** Completions know three. */
    static String reason(String ofChat) {
        return switch (ofChat) {
            case "length", "content_filter" -> ofChat;
            default -> "stop";
        };
    }

    static String id(JsonNode chat) {
        String id = ProviderJson.textOrEmpty(chat, "id");
        return id.startsWith(CHAT_ID) ? "cmpl-" + id.substring(CHAT_ID.length()) : AnswerIds.completion();
    }

    @Override
    public ChatStream stream(CompletionRequest request, AnswerContext context) {
        return new ChatAsTextStream(chat.stream(context), context);
    }

    @Override
    public CompletionAnswer joined(CompletionRequest request, List<CompletionAnswer> answers) {
        return CompletionAnswer.joined(answers);
    }
}
