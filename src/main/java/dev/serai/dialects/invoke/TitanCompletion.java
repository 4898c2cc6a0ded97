package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.DroppedParameters;
import dev.serai.dialects.FinishReason;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.math.BigDecimal;
import java.util.function.Function;

/**
 * Titan Text.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html">Titan Text</a>
 */
final class TitanCompletion extends InvokeCompletion {
    TitanCompletion(Function<StreamEvent, ProviderFailure> failures) {
        super(failures);
    }

    @Override
    protected ObjectNode body(CompletionRequest request, ModelTarget target, DroppedParameters dropped) {
        ObjectNode body = Json.object().put("inputText", request.prompts().get(0));
        ObjectNode config = body.putObject("textGenerationConfig");
        temperature(request, BigDecimal.ONE, config, "temperature", dropped);
        put(request, "top_p", config, "topP");
        config.put("maxTokenCount", request.maxTokens());
        stops(request, config, "stopSequences");
        return body;
    }

    @Override
    JsonNode result(ObjectNode answer) {
        return answer.path("results").path(0);
    }

    @Override
    JsonNode piece(ObjectNode event) {
        return event;
    }

    @Override
    String textField(boolean stream) {
        return "outputText";
    }

    @Override
    String reasonField() {
        return "completionReason";
    }

    @Override
    FinishReason reason(String word) {
        return switch (word) {
            case "length" -> FinishReason.LENGTH;
            case "content_filtered" -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.STOP;
        };
    }

    @Override
    Usage counted(ObjectNode body) {
        return body.has("inputTextTokenCount")
                ? usage(
                        ProviderJson.count(body, "inputTextTokenCount"),
                        ProviderJson.count(body.path("results").path(0), "tokenCount"))
                : Usage.UNREPORTED;
    }
}
