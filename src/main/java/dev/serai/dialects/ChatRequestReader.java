package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;

/** Reads a client's chat request: strictly as JSON first, then field by field. Stateless and thread-safe. */
public final class ChatRequestReader {

    /**
     * Reads and checks a request.
     *
     * @param body UTF-8 JSON, already held to the body limit; kept, and not to be changed any more
     * @throws GatewayException 400 that names the first fault, in the order of the contract: JSON, {@code model}, the
     *     other fields
     */
    public ChatRequest read(byte[] body) {
        StrictJson.Document document = StrictJson.read(body);
        ObjectNode tree = document.tree();
        ChatRequestRules.check(tree);
        return new ChatRequest(
                document.bytes(),
                tree,
                document.fields(),
                tree.get("model").textValue(),
                tree.path("stream").booleanValue(),
                tree.path("stream_options").path("include_usage").booleanValue(),
                tree.hasNonNull("functions") || tree.hasNonNull("function_call"));
    }
}
