package dev.serai.dialects.openai;

import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatAnswer;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.ProviderAnswer;
import dev.serai.dialects.ProviderJson;
import dev.serai.errors.ProviderException;

/** Passes a whole answer on, under the name that the client asked for. Stateless. */
final class OpenAiAnswer {
    private OpenAiAnswer() {}

    static ChatAnswer read(ProviderAnswer answer, AnswerContext context, OpenAiFailures failures) {
        OpenAiFields fields = new OpenAiFields(answer.body(), null, context);
        if (fields.isError()) {
            throw new ProviderException(failures.of(answer));
        }
        if (fields.choices().count() == 0) {
            throw ProviderJson.unreadable("The provider's answer has no choice in it.");
        }
        JsonSplice splice = fields.named(JsonSplice.string(context.model()));
        fields.choices().correct(splice);
        Choices choices = fields.choices();
        String outcome = Choices.outcome(choices.finishReason(), choices.called());
        return new ChatAnswer(splice.apply(), fields.usage(), outcome);
    }
}
