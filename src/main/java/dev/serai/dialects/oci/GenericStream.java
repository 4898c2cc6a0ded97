package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;
import java.util.TreeMap;

/** Turns a GENERIC stream into OpenAI's chunks: its events are choices without anything around them. */
final class GenericStream extends OciStream {
    private final TreeMap<Integer, GenericChoice> choices = new TreeMap<>();

    GenericStream(AnswerContext context, String id) {
        super(context, id);
    }

    @Override
    void said(ObjectNode event) {
        if (!event.has("message") && !event.has("finishReason")) {
            return; // The usage alone.
        }
        int index = event.path("index").asInt();
        GenericChoice choice = choices.computeIfAbsent(
                index, first -> new GenericChoice(new AnswerParts(context, answer.choice(index))));
        if (!choice.finishReason().isEmpty()) {
            return;
        }
        choice.says(event);
        String word = ProviderJson.textOrEmpty(event, "finishReason");
        if (!word.isEmpty()) {
            choice.finish(word);
        }
    }

    @Override
    boolean complete() {
        return !choices.isEmpty()
                && choices.values().stream()
                        .noneMatch(choice -> choice.finishReason().isEmpty());
    }

    @Override
    public String finishReason() {
        return choices.isEmpty() ? "" : choices.firstEntry().getValue().finishReason();
    }
}
