package dev.serai.dialects.messages;

import dev.serai.dialects.StrictJson;
import dev.serai.dialects.TokenCountRequest;
import dev.serai.errors.GatewayException;
import org.jspecify.annotations.Nullable;

/** Reads a client's question how many tokens a Messages request would have. Stateless and thread-safe. */
public final class TokenCountRequestReader {

    /**
     * Reads and checks what counts of a request.
     *
     * @param body UTF-8 JSON, already held to the body limit; kept, and not to be changed any more
     * @param version the header {@code anthropic-version}, null where the client sent none
     * @param beta the header {@code anthropic-beta}, null where the client sent none
     * @throws GatewayException 400 that names the first fault
     */
    public TokenCountRequest read(byte[] body, @Nullable String version, @Nullable String beta) {
        StrictJson.Document document = StrictJson.read(body);
        MessagesRules.checkPrompt(document.tree());
        return new TokenCountRequest(MessagesRequestReader.request(document, version, beta));
    }
}
