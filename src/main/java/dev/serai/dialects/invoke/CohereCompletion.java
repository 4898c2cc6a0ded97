package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.DroppedParameters;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderJson;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.math.BigDecimal;
import java.util.Set;
import java.util.function.Function;

/**
 * Cohere Command and Command Light.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command.html">Cohere Command</a>
 */
final class CohereCompletion extends InvokeCompletion {
    private static final BigDecimal HOTTEST = BigDecimal.valueOf(5);

    CohereCompletion(Function<StreamEvent, ProviderFailure> failures) {
        super(failures);
    }

    @Override
    protected ObjectNode body(CompletionRequest request, ModelTarget target, DroppedParameters dropped) {
        ObjectNode body = Json.object().put("prompt", request.prompts().get(0));
        temperature(request, HOTTEST, body, "temperature", dropped);
        put(request, "top_p", body, "p");
        put(request, "top_k", body, "k");
        body.put("max_tokens", request.maxTokens());
        stops(request, body, "stop_sequences");
        put(request, "logit_bias", body, "logit_bias");
        if (request.stream()) {
            body.put("stream", true);
        }
        return body;
    }

    @Override
    protected Set<String> furtherFields() {
        return Set.of("top_k", "logit_bias");
    }

    @Override
    JsonNode result(ObjectNode answer) {
        return answer.path("generations").path(0);
    }

    @Override
    JsonNode piece(ObjectNode event) {
        return event;
    }

    @Override
    String textField(boolean stream) {
        return "text";
    }

    @Override
    String reasonField() {
        return "finish_reason";
    }

    @Override
    FinishReason reason(String word) {
        return switch (word) {
            case "max_tokens" -> FinishReason.LENGTH;
            case "error_toxic" -> FinishReason.CONTENT_FILTER;
            case "error" -> throw ProviderJson.unreadable("The provider's model broke off its text.");
            default -> FinishReason.STOP;
        };
    }
}
