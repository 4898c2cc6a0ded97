package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * How likely tokens were: OCI has a list of tokens beside a list of numbers, OpenAI an object for each token. Stateless.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/Logprobs">OCI:
 *     Logprobs</a>
 */
final class GenericLogprobs {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private GenericLogprobs() {}

    static ArrayNode tokens(JsonNode logprobs) {
        ArrayNode tokens = NODES.arrayNode();
        JsonNode texts = logprobs.path("tokens");
        for (int i = 0; i < texts.size(); i++) {
            ObjectNode token =
                    token(texts.get(i).asText(), logprobs.path("tokenLogprobs").path(i));
            ArrayNode alternatives = token.putArray("top_logprobs");
            logprobs.path("topLogprobs")
                    .path(i)
                    .properties()
                    .forEach(other -> alternatives.add(token(other.getKey(), other.getValue())));
            tokens.add(token);
        }
        return tokens;
    }

    /** The SDK declares the alternatives' numbers as strings, the chosen tokens' as numbers. */
    private static ObjectNode token(String text, JsonNode logprob) {
        ObjectNode token = NODES.objectNode().put("token", text).put("logprob", logprob.asDouble());
        ArrayNode bytes = token.putArray("bytes");
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(octet & 0xff);
        }
        return token;
    }
}
