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
        ChatRequestRules.check(document.tree());
        return request(document);
    }

    /**
     * Reads a request that the gateway has made itself, of one in another dialect that was checked there: what OpenAI would
     * not take of it (more tools, longer names) is the target's to judge.
     */
    public ChatRequest made(byte[] body) {
        return request(StrictJson.read(body));
    }

    private static ChatRequest request(StrictJson.Document document) {
        ObjectNode tree = document.tree();
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
