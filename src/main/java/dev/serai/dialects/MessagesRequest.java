package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request in Anthropic's Messages form as the client sent it: its bytes, the tree read from them once, and where each
 * top-level field stands. Shared by all attempts; nobody changes any of it. Made by {@code MessagesRequestReader}, which has
 * checked every field that Anthropic defines.
 *
 * @param body the client's bytes
 * @param tree what they say; numbers keep their digits ({@code 1.10})
 * @param fields top-level fields by name, in the order of the bytes
 * @param model the model asked for
 * @param stream whether an answer event by event is asked for
 * @param version the client's {@code anthropic-version}, or null
 * @param betas what the client's {@code anthropic-beta} lists; only who speaks Anthropic's API can do anything with it
 */
public record MessagesRequest(
        byte[] body,
        ObjectNode tree,
        Map<String, FieldRange> fields,
        String model,
        boolean stream,
        @Nullable String version,
        List<String> betas)
        implements ClientRequest {

    public MessagesRequest {
        betas = List.copyOf(betas);
    }

    @Override
    public byte[] promptBytes() {
        return body;
    }

    @Override
    public ClientDialect dialect() {
        return ClientDialect.MESSAGES;
    }

    /** What the conversation began with. */
    @Override
    public String stickiness() {
        int beginning = 31 + tree.path("system").hashCode();
        for (JsonNode message : tree.path("messages")) {
            beginning = 31 * beginning + message.hashCode();
            if (message.path("role").asText().equals("user")) {
                break;
            }
        }
        return Integer.toHexString(beginning);
    }

    @Override
    public long bytes() {
        return body.length;
    }

    @Override
    public long outputTokens() {
        return tree.path("max_tokens").asLong(UNSAID);
    }

    @Override
    public MessagesRequest asWhole() {
        if (!stream) {
            return this;
        }
        StrictJson.Document whole = WholeAnswer.of(body, fields);
        return new MessagesRequest(whole.bytes(), whole.tree(), whole.fields(), model, false, version, betas);
    }

    /** A field's value, or null where it is absent or JSON null. */
    public @Nullable JsonNode field(String name) {
        return Json.field(tree, name);
    }
}
