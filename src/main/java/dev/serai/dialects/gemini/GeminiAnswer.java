package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerBuilder;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A whole GenerateContentResponse as a {@code chat.completion}. Stateless.
 *
 * @see <a href="https://cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/v1/GenerateContentResponse">Vertex AI:
 *     GenerateContentResponse</a>
 */
final class GeminiAnswer {
    private GeminiAnswer() {}

    static ChatAnswer translate(
            ProviderAnswer answer, AnswerContext context, Supplier<String> answerIds, IntFunction<String> callIds) {
        JsonNode response = GeminiFailure.unlessError(answer.body());
        String id = id(response);
        AnswerBuilder builder = new AnswerBuilder(id.isEmpty() ? answerIds.get() : id, context);
        GeminiChoices choices = new GeminiChoices(context, builder::choice, callIds);
        choices.take(response);
        if (choices.isEmpty()) {
            throw ProviderJson.unreadable("The provider's answer holds no candidate.");
        }
        choices.finish();
        return builder.build(GeminiUsage.of(response));
    }

    /** Empty if it brings none. */
    static String id(JsonNode response) {
        String id = ProviderJson.textOrEmpty(response, "responseId");
        return id.isEmpty() ? "" : "chatcmpl-" + id;
    }
}
