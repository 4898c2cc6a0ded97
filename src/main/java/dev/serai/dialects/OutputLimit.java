package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.ModelFacts;

/**
 * How many tokens an answer may have. Immutable.
 *
 * @param tokens 0: the provider's own default
 * @param asked whether the client said so
 * @param parameter under which name it did
 */
record OutputLimit(int tokens, boolean asked, String parameter) {

    /** Reads the newer parameter, else the older; held to what the model can do, where that is known. */
    static OutputLimit of(ChatRequest request, ModelFacts facts, int otherwise, DroppedParameters dropped) {
        String parameter = request.field("max_completion_tokens") != null ? "max_completion_tokens" : "max_tokens";
        JsonNode asked = request.field(parameter);
        if (asked == null) {
            return new OutputLimit(otherwise, false, parameter);
        }
        int tokens = asked.asInt();
        if (facts.maxOutput() > 0 && tokens > facts.maxOutput()) {
            dropped.changed(parameter, tokens, facts.maxOutput());
            tokens = facts.maxOutput();
        }
        return new OutputLimit(tokens, true, parameter);
    }
}
