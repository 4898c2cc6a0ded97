package dev.serai.dialects.invoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.FinishReason;
import org.jspecify.annotations.Nullable;

/**
 * Whether a guardrail changed what a model said. The vendor's reason does not tell: it stays what it was. One for each
 * streamed answer, used by one thread at a time.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html">Bedrock: InvokeModel</a>
 */
final class Guardrail {
    private boolean intervened;

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
