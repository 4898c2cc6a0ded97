package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.DroppedParameters;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.Json;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.math.BigDecimal;
import java.util.Set;
import java.util.function.Function;

/**
 * Mistral's text completion: the prompt as it is, without {@code [INST]}.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html">Mistral:
 *     text completion</a>
 */
final class MistralCompletion extends InvokeCompletion {
    MistralCompletion(Function<StreamEvent, ProviderFailure> failures) {
        super(failures);
    }

    @Override
    protected ObjectNode body(CompletionRequest request, ModelTarget target, DroppedParameters dropped) {
        ObjectNode body = Json.object().put("prompt", request.prompts().get(0));
        body.put("max_tokens", request.maxTokens());
        stops(request, body, "stop");
        temperature(request, BigDecimal.ONE, body, "temperature", dropped);
        put(request, "top_p", body, "top_p");
        put(request, "top_k", body, "top_k");
        return body;
    }

    @Override
    protected Set<String> furtherFields() {
        return Set.of("top_k");
    }

    @Override
    JsonNode result(ObjectNode answer) {
        return answer.path("outputs").path(0);
    }

    @Override
    String textField(boolean stream) {
        return "text";
    }

    @Override
    String reasonField() {
        return "stop_reason";
    }

    @Override
    FinishReason reason(String word) {
        return word.equals("length") ? FinishReason.LENGTH : FinishReason.STOP;
    }
}
