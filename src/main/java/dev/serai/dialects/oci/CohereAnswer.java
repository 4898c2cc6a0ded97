package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerBuilder;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import java.util.function.Supplier;

/** A whole COHERE or COHEREV2 answer as OpenAI's {@code chat.completion}. */
final class CohereAnswer {
    private CohereAnswer() {}

    static ChatAnswer translate(ProviderAnswer answer, AnswerContext context, Supplier<String> answerIds) {
        JsonNode response = GenericAnswer.response(answer);
        if (!response.has("text") && !response.path("message").isObject()) {
            throw ProviderJson.unreadable("The provider's answer holds no message.");
        }
        AnswerBuilder builder = new AnswerBuilder(answerIds.get(), context);
        CohereMessage message = new CohereMessage(new AnswerParts(context, builder.choice(0)));
        message.says(response);
        message.finish(ProviderJson.textOrEmpty(response, "finishReason"), response);
        return builder.build(OciUsage.of(response));
    }
}
