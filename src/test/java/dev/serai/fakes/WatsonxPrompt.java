package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Reads out of a watsonx.ai request what the model is asked. */
final class WatsonxPrompt {
    private WatsonxPrompt() {}

    /** OpenAI's names, but for the choice of a tool and for a limit of 0, which is none. */
    static Prompt ofChat(JsonNode request) {
        ObjectNode asOpenAi = request.deepCopy();
        if (request.has("tool_choice_option")) {
            asOpenAi.set("tool_choice", request.get("tool_choice_option"));
        }
        if (request.path("max_completion_tokens").asInt() == 0) {
            asOpenAi.remove("max_completion_tokens");
        }
        return OpenAiPrompt.of(asOpenAi);
    }

    /** The prompt itself: the template is the gateway's business. */
    static Prompt ofGeneration(JsonNode request) {
        return new Prompt(
                request.path("input").asText(),
                0,
                List.of(),
                List.of(),
                false,
                null,
                false,
                null,
                request.at("/parameters/max_new_tokens").asInt(20));
    }
}
