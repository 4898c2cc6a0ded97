package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;

/** Reads a client's request for text completions: strictly as JSON first, then field by field. Stateless and thread-safe. */
public final class CompletionRequestReader {

    /**
     * Reads and checks a request.
     *
     * @param body UTF-8 JSON, already held to the body limit; kept, and not to be changed any more
     * @throws GatewayException 400 that names the first fault, in the order of the contract: JSON, {@code model}, the
     *     other fields
     */
    public CompletionRequest read(byte[] body) {
        StrictJson.Document document = StrictJson.read(body);
        ObjectNode tree = document.tree();
        CompletionRequestRules.check(tree);
        return new CompletionRequest(
                document.bytes(),
                tree,
                document.fields(),
                tree.get("model").textValue(),
                tree.path("stream").booleanValue(),
                tree.path("stream_options").path("include_usage").booleanValue(),
                prompts(tree.get("prompt")));
    }

    /** None where the prompt is tokens, or null. */
    private static List<String> prompts(JsonNode prompt) {
        if (prompt.isTextual()) {
            return List.of(prompt.textValue());
        }
        List<String> prompts = new ArrayList<>(prompt.size());
        for (JsonNode each : prompt) {
            if (each.isTextual()) {
                prompts.add(each.textValue());
            }
        }
        return prompts;
    }
}
