package dev.serai.dialects.watsonx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerBuilder;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.errors.ProviderException;
import java.util.function.Supplier;

/** Reads a whole answer: of chat, with {@code choices}, or of text generation, with {@code results}. Stateless. */
final class WatsonxAnswer {
    private WatsonxAnswer() {}

    static ChatAnswer translate(ProviderAnswer answer, AnswerContext context, Supplier<String> ids) {
        ObjectNode body = ProviderJson.object(answer.body());
        if (WatsonxFailure.is(body)) {
            throw new ProviderException(WatsonxFailure.inBody(body));
        }
        WatsonxHead.logWarnings(body);
        AnswerContext dated = WatsonxHead.dated(context, body);
        AnswerBuilder built = new AnswerBuilder(WatsonxHead.id(body, ids.get()), dated);
        WatsonxUsage usage = new WatsonxUsage();
        usage.add(body);
        if (body.path("results").isArray()) {
            generated(body.path("results").path(0), new WatsonxChoice(new AnswerParts(dated, built.choice(0))));
        } else {
            choices(body.path("choices"), dated, built);
        }
        return built.build(usage.normalised());
    }

    private static void choices(JsonNode choices, AnswerContext context, AnswerBuilder built) {
        if (!choices.isArray() || choices.isEmpty()) {
            throw ProviderJson.unreadable("The provider's answer has no choice in it.");
        }
        int place = 0;
        for (JsonNode choice : choices) {
            int index = choice.path("index").asInt(place++);
            new WatsonxChoice(new AnswerParts(context, built.choice(index))).whole(choice);
        }
    }

    private static void generated(JsonNode result, WatsonxChoice choice) {
        if (!result.path("generated_text").isTextual()) {
            throw ProviderJson.unreadable("The provider's answer has no text in it.");
        }
        choice.text(result.path("generated_text").textValue());
        choice.finish(ProviderJson.textOrEmpty(result, "stop_reason"));
    }
}
