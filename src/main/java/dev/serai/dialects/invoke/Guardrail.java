package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.FinishReason;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A guardrail on InvokeModel: which one is asked for, and whether it changed what a model said. The vendor's reason does not
 * tell: it stays what it was. One for each streamed answer, used by one thread at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html">Bedrock: InvokeModel</a>
 */
final class Guardrail {
    private boolean intervened;

    /**
     * The guardrail of a target's entry. A stream is always looked through before it is sent on: only Converse's can be told
     * otherwise here.
     */
    static Map<String, String> headers(ModelTarget target) {
        Map<String, String> headers = new HashMap<>();
        if (target.settings().get("guardrail") instanceof Map<?, ?> guardrail) {
            headers.put("X-Amzn-Bedrock-GuardrailIdentifier", String.valueOf(guardrail.get("id")));
            headers.put("X-Amzn-Bedrock-GuardrailVersion", String.valueOf(guardrail.get("version")));
            Object trace = guardrail.get("trace");
            if (trace != null) {
                headers.put("X-Amzn-Bedrock-Trace", trace.toString().toUpperCase(Locale.ROOT));
            }
        }
        return headers;
    }

    static boolean intervened(ObjectNode body) {
        return body.path("amazon-bedrock-guardrailAction").asText().equals("INTERVENED");
    }

    /** Notes what an event says; the stream goes on, since words may have been masked only. */
    void sees(ObjectNode event) {
        intervened |= intervened(event);
    }

    /** Why the text ends, or null while it does not. */
    @Nullable
    FinishReason judged(@Nullable FinishReason reason) {
        return reason != null && intervened ? FinishReason.CONTENT_FILTER : reason;
    }
}
