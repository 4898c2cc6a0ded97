package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.GatewayException;

/** What no provider but those that speak OpenAI's own completions can be asked. Stateless. */
final class UnservedCompletions {
    private UnservedCompletions() {}

    /** Throws a 400 for what would change the meaning if it were left out. */
    static void refuse(CompletionRequest request) {
        if (request.promptIsNull()) {
            throw GatewayException.invalid(
                    "unsupported_value",
                    "prompt",
                    "The providers of this model have nothing to begin with where the prompt is null: send a text.");
        }
        if (request.tokens()) {
            throw GatewayException.invalid(
                    "unsupported_value", "prompt", "The providers of this model take texts, no tokens.");
        }
        if (request.stream() && request.prompts().size() > 1) {
            throw GatewayException.invalid(
                    "unsupported_value", "prompt", "The providers of this model stream the answer to one prompt only.");
        }
        if (request.stream() && request.echo()) {
            throw GatewayException.invalid(
                    "unsupported_value", "echo", "The providers of this model repeat no prompt in a stream.");
        }
        if (request.maxTokens() == 0) {
            throw GatewayException.invalid(
                    "unsupported_value", "max_tokens", "The providers of this model write one token at least.");
        }
        JsonNode suffix = request.field("suffix");
        if (suffix != null && !suffix.textValue().isEmpty()) {
            throw unserved("suffix");
        }
        if (request.tree().path("best_of").asInt(1) > 1) {
            throw unserved("best_of");
        }
        if (request.field("logprobs") != null) {
            throw unserved("logprobs");
        }
    }

    static GatewayException unserved(String parameter) {
        return GatewayException.invalid(
                "unsupported_parameter", parameter, "The providers of this model can't serve this parameter.");
    }
}
