package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.AnswerForm;
import dev.serai.dialects.AnswerParts;
import dev.serai.dialects.ProviderJson;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** The candidates of an answer, whole or in pieces, by their index. One for each answer, used by one thread at a time. */
final class GeminiChoices {
    private final AnswerContext context;
    private final IntFunction<AnswerForm> forms;
    private final IntFunction<String> callIds;
    private final Map<Integer, GeminiChoice> choices = new TreeMap<>();
    private int calls;

    /**
     * @param forms what becomes of a choice's parts, by its index
     * @param callIds ids for calls by their number
     */
    GeminiChoices(AnswerContext context, IntFunction<AnswerForm> forms, IntFunction<String> callIds) {
        this.context = context;
        this.forms = forms;
        this.callIds = callIds;
    }

    /** A whole response, or one of a stream's. */
    void take(JsonNode response) {
        for (JsonNode candidate : response.path("candidates")) {
            // A zero is left out of Google's JSON.
            choice(Math.max(0, candidate.path("index").asInt())).take(candidate);
        }
        String blocked = ProviderJson.textOrEmpty(response.path("promptFeedback"), "blockReason");
        if (!blocked.isEmpty()) {
            String words = ProviderJson.textOrEmpty(response.path("promptFeedback"), "blockReasonMessage");
            blocked("blocked: " + blocked + (words.isEmpty() ? "" : ". " + words));
        }
    }

    /** Most often there is no candidate; those that began end here. */
    private void blocked(String words) {
        if (choices.isEmpty()) {
            choice(0);
        }
        choices.values().stream().filter(choice -> !choice.ended()).forEach(choice -> choice.blocked(words));
    }

    /** Whether there is an answer, and of each choice it was said why it ends. */
    boolean ended() {
        return !choices.isEmpty() && choices.values().stream().allMatch(GeminiChoice::ended);
    }

    boolean isEmpty() {
        return choices.isEmpty();
    }

    /**
     * The answer is complete.
     *
     * @return OpenAI's finish reason of the first choice
     */
    String finish() {
        boolean usable = choices.values().stream().anyMatch(GeminiChoice::usable);
        String first = "";
        for (GeminiChoice choice : choices.values()) {
            String reason = choice.finish(usable);
            first = first.isEmpty() ? reason : first;
        }
        return first;
    }

    private GeminiChoice choice(int index) {
        return choices.computeIfAbsent(
                index,
                first -> new GeminiChoice(
                        () -> new AnswerParts(context, forms.apply(first)),
                        context.toolArguments(),
                        () -> callIds.apply(calls++)));
    }
}
