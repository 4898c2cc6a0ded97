package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.StrictJson;
import dev.serai.errors.GatewayException;

/** Reads a client's request for a response: strictly as JSON first, then field by field. Stateless and thread-safe. */
public final class ResponsesRequestReader {

    /**
     * Reads and checks a request.
     *
     * @param body UTF-8 JSON, already held to the body limit; kept, and not to be changed any more
     * @throws GatewayException 400 that names the first fault, in the order of the contract: JSON, {@code model}, the
     *     other fields
     */
    public ResponsesRequest read(byte[] body) {
        StrictJson.Document document = StrictJson.read(body);
        ObjectNode tree = document.tree();
        ResponsesRules.check(tree);
        return new ResponsesRequest(
                document.bytes(),
                tree,
                document.fields(),
                tree.get("model").textValue(),
                tree.path("stream").booleanValue());
    }
}
