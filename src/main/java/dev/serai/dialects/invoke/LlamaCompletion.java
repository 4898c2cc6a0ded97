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
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderFailure;
import dev.serai.streams.StreamEvent;
import java.math.BigDecimal;
import java.util.function.Function;

/**
 * Llama: the prompt as it is, without the template of a conversation. It knows no stop texts, without which a text would run
 * on, so they are refused.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html">Llama</a>
 */
final class LlamaCompletion extends InvokeCompletion {
    LlamaCompletion(Function<StreamEvent, ProviderFailure> failures) {
        super(failures);
    }

    @Override
    protected ObjectNode body(CompletionRequest request, ModelTarget target, DroppedParameters dropped) {
        JsonNode stop = request.field("stop");
        if (stop != null && !(stop.isArray() && stop.isEmpty())) {
            throw GatewayException.invalid("unsupported_parameter", "stop", "This model knows no stop texts.");
        }
        ObjectNode body = Json.object().put("prompt", request.prompts().get(0));
        body.put("max_gen_len", request.maxTokens());
        temperature(request, BigDecimal.ONE, body, "temperature", dropped);
        put(request, "top_p", body, "top_p");
        return body;
    }

    @Override
    JsonNode result(ObjectNode answer) {
        return answer;
    }

    @Override
    String textField(boolean stream) {
        return "generation";
    }

    @Override
    String reasonField() {
        return "stop_reason";
    }

    @Override
    FinishReason reason(String word) {
        return word.equals("length") ? FinishReason.LENGTH : FinishReason.STOP;
    }

    @Override
    Usage counted(ObjectNode body) {
        return body.path("prompt_token_count").isNumber()
                ? usage(
                        ProviderJson.count(body, "prompt_token_count"),
                        ProviderJson.count(body, "generation_token_count"))
                : Usage.UNREPORTED;
    }
}
