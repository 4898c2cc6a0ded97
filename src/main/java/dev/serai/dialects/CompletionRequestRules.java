package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What OpenAI's reference asks of a request for text completions, field by field.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/completions/create">OpenAI: create completion</a>
 */
final class CompletionRequestRules {
    private static final int MOST_PROMPTS = 2048;

    private CompletionRequestRules() {}

    /** Throws a 400 for the first fault; {@code model} is looked at first. */
    static void check(ObjectNode request) {
        FieldChecks fields = new FieldChecks(request, "");
        ChatRequestRules.model(fields);
        SteeringFields.refuse(request);
        prompt(fields);
        fields.string("suffix");
        fields.integer("max_tokens", 0, ChatRequestRules.MOST_TOKENS);
        fields.decimal("temperature", 0, 2);
        fields.decimal("top_p", 0, 1);
        fields.decimal("presence_penalty", -2, 2);
        fields.decimal("frequency_penalty", -2, 2);
        fields.integer("seed");
        ChatRequestRules.logitBias(fields);
        fields.integer("logprobs", 0, 5);
        ChatRequestRules.stop(fields);
        ChatRequestRules.stream(fields);
        fields.bool("echo");
        fields.string("user");
        choices(fields);
    }

    /** OpenAI requires the field, and takes a null for the text that its models take for a document's beginning. */
    private static void prompt(FieldChecks fields) {
        JsonNode prompt = fields.object().has("prompt") ? fields.object().get("prompt") : fields.required("prompt");
        if (!prompt.isNull() && !prompt.isTextual()) {
            prompts(prompt);
        }
    }

    private static void prompts(JsonNode prompt) {
        if (!prompt.isArray()) {
            throw FieldFaults.type("prompt", "a string, an array of strings, or tokens", prompt);
        }
        if (prompt.isEmpty()) {
            throw FieldFaults.emptyArray("prompt");
        }
        JsonNode first = prompt.get(0);
        if (first.isNumber()) {
            TokenRules.check(prompt, "prompt");
            return;
        }
        if (prompt.size() > MOST_PROMPTS) {
            throw FieldFaults.arrayTooLong("prompt", MOST_PROMPTS, prompt.size());
        }
        for (int i = 0; i < prompt.size(); i++) {
            String param = "prompt[" + i + "]";
            if (first.isArray()) {
                TokenRules.check(prompt.get(i), param);
            } else {
                FieldChecks.string(prompt.get(i), param, Integer.MAX_VALUE);
            }
        }
    }

    private static void choices(FieldChecks fields) {
        fields.integer("n", 1, 128);
        fields.integer("best_of", 1, 20);
        JsonNode request = fields.object();
        JsonNode bestOf = fields.field("best_of");
        int wanted = request.path("n").asInt(1);
        boolean stream = request.path("stream").booleanValue();
        if (bestOf != null && bestOf.asInt() < wanted) {
            throw FieldFaults.value("best_of", "it must not be less than 'n'.");
        }
        if (bestOf != null && bestOf.asInt() > 1 && stream) {
            throw FieldFaults.value("best_of", "the best is known at the end only: it is not allowed with 'stream'.");
        }
    }
}
