package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;

/** Turns a COHERE or COHEREV2 stream into OpenAI's chunks. */
final class CohereStream extends OciStream {
    private final CohereMessage message;

    CohereStream(AnswerContext context, String id) {
        super(context, id);
        message = new CohereMessage(new AnswerParts(context, answer.choice(0)));
    }

    @Override
    void said(ObjectNode event) {
        if (complete()) {
            return; // The usage alone.
        }
        message.says(event);
        String word = ProviderJson.textOrEmpty(event, "finishReason");
        if (!word.isEmpty()) {
            message.finish(word, event);
        }
    }

    @Override
    boolean complete() {
        return !message.finishReason().isEmpty();
    }

    @Override
    public String finishReason() {
        return message.finishReason();
    }
}
