package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerBuilder;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import java.util.function.Supplier;

/** A whole GENERIC answer as OpenAI's {@code chat.completion}. */
final class GenericAnswer {
    private GenericAnswer() {}

    static ChatAnswer translate(ProviderAnswer answer, AnswerContext context, Supplier<String> answerIds) {
        JsonNode response = response(answer);
        JsonNode choices = response.path("choices");
        if (!choices.isArray() || choices.isEmpty()) {
            throw ProviderJson.unreadable("The provider's answer holds no choices.");
        }
        AnswerBuilder builder = new AnswerBuilder(answerIds.get(), context);
        for (int i = 0; i < choices.size(); i++) {
            JsonNode said = choices.get(i);
            int index = said.path("index").asInt(i);
            GenericChoice choice = new GenericChoice(new AnswerParts(context, builder.choice(index)));
            choice.says(said);
            choice.finish(ProviderJson.textOrNull(said, "finishReason"));
        }
        Usage usage = OciUsage.of(response);
        return builder.build(usage.reported() ? usage : OciUsage.of(choices.get(0)));
    }

    /** The {@code chatResponse} of any format. */
    static JsonNode response(ProviderAnswer answer) {
        ObjectNode body = ProviderJson.object(answer.body());
        if (OciFailure.is(body)) {
            throw OciFailure.within200(body);
        }
        return body.path("chatResponse");
    }
}
