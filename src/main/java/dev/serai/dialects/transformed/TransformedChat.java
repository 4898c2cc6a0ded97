package dev.serai.dialects.transformed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.config.Transformation;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ChatDialect;
import dev.serai.dialects.ChatRequest;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.ProviderRequest;
import dev.serai.errors.ProviderFailure;
import java.util.List;
import java.util.Objects;

/**
 * A dialect of chat whose targets may name a transformation: it changes what they are asked before that is translated, and
 * what they say after. All others go through it as they are. Stateless and thread-safe.
 */
public final class TransformedChat implements ChatDialect {
    private final ChatDialect chat;

    public TransformedChat(ChatDialect chat) {
        this.chat = chat;
    }

    @Override
    public String name() {
        return chat.name();
    }

    @Override
    public ProviderRequest request(ChatRequest request, ModelTarget target) {
        Transformation.Named transformation = target.transformation();
        if (transformation == null) {
            return chat.request(request, target);
        }
        List<String> prefixes = transformation.steps().stream()
                .map(Transformation::stripPrefix)
                .filter(Objects::nonNull)
                .toList();
        return chat.request(TransformedRequest.of(request, transformation), target)
                .withPrefixesStripped(prefixes);
    }

    @Override
    public ChatAnswer answer(ProviderAnswer answer, AnswerContext context) {
        ChatAnswer translated = chat.answer(answer, context);
        return context.strippedPrefixes().isEmpty() ? translated : stripped(translated, context.strippedPrefixes());
    }

    private static ChatAnswer stripped(ChatAnswer answer, List<String> prefixes) {
        ObjectNode body = ProviderJson.object(answer.body());
        boolean changed = false;
        for (JsonNode choice : body.path("choices")) {
            String text = ProviderJson.textOrNull(choice.path("message"), "content");
            if (text != null && choice.path("message") instanceof ObjectNode message) {
                PrefixStripper stripper = new PrefixStripper(prefixes);
                String rest = stripper.accept(text) + stripper.end();
                message.put("content", rest);
                changed |= rest.length() < text.length();
            }
        }
        return changed ? new ChatAnswer(Json.bytes(body), answer.usage(), answer.finishReason()) : answer;
    }

    @Override
    public ChatStream stream(AnswerContext context) {
        ChatStream translated = chat.stream(context);
        return context.strippedPrefixes().isEmpty()
                ? translated
                : new StrippedStream(translated, context.strippedPrefixes());
    }

    @Override
    public ProviderFailure failure(ProviderAnswer answer) {
        return chat.failure(answer);
    }
}
