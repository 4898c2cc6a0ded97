package dev.serai.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ProviderJson;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.camel.Exchange;

/**
 * The steps of {@code routes/pipeline/ask-model.camel.yaml}: a policy's question to a model, and what the model says.
 * Thread-safe.
 */
public final class AskModel {
    /** Enough for a sentence, and for a model that thinks a little before it says one. */
    private static final int MOST_TOKENS = 1_000;

    private static final String ANSWER_HEADERS = "header:" + PolicyVariables.ANSWER + ".";

    /**
     * Sets the variable {@code question}, and forgets what it was made of.
     *
     * @throws IllegalArgumentException if the policy names no model, or a length that is none
     */
    public void write(Exchange exchange) {
        String model = taken(exchange, PolicyVariables.ASK_MODEL);
        String instruction = taken(exchange, PolicyVariables.ASK_INSTRUCTION);
        String text = taken(exchange, PolicyVariables.ASK_TEXT);
        String most = taken(exchange, PolicyVariables.ASK_MAX_TOKENS);
        if (model.isBlank()) {
            throw new IllegalArgumentException(
                    "ask-model is called without the variable askModel, which names the model");
        }
        ObjectNode question = JsonNodeFactory.instance.objectNode().put("model", model.strip());
        question.put("max_completion_tokens", most.isEmpty() ? MOST_TOKENS : Integer.parseInt(most.strip()));
        ArrayNode messages = question.putArray("messages");
        if (!instruction.isEmpty()) {
            messages.addObject().put("role", "system").put("content", instruction);
        }
        Object said = text.isEmpty() ? exchange.getVariable(PolicyVariables.LAST_USER_TEXT) : text;
        messages.addObject().put("role", "user").put("content", said == null ? "" : said.toString());
        exchange.setVariable(PolicyVariables.QUESTION, ProviderJson.bytes(question));
    }

    /** Sets the variable {@code modelSays}: the answer's text without blanks around it, empty where it has none. */
    public void read(Exchange exchange) {
        JsonNode answer = ProviderJson.readOrMissing(bytes(exchange.removeVariable(PolicyVariables.ANSWER)));
        exchange.removeVariable(PolicyVariables.QUESTION);
        // Camel keeps the headers of what it receives so.
        List.copyOf(exchange.getVariables().keySet()).stream()
                .filter(name -> name.startsWith(ANSWER_HEADERS))
                .forEach(exchange::removeVariable);
        String says =
                answer.path("choices").path(0).path("message").path("content").asText("");
        exchange.setVariable(PolicyVariables.MODEL_SAYS, says.strip());
    }

    private static byte[] bytes(Object answer) {
        if (answer instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        throw new IllegalStateException(
                "A call has answered with " + answer.getClass().getName());
    }

    private static String taken(Exchange exchange, String variable) {
        Object value = exchange.removeVariable(variable);
        return value == null ? "" : value.toString();
    }
}
