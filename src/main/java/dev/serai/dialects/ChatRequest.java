package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat request as the client sent it: its bytes, the tree read from them once, and where each top-level field stands in
 * the bytes. Shared by all attempts; nobody changes any of it. Made by {@code ChatRequestReader}, which has checked every
 * field that OpenAI defines.
 *
 * @param body the client's bytes
 * @param tree what they say; numbers keep their digits ({@code 1.10})
 * @param fields top-level fields by name, in the order of the bytes
 * @param model the model asked for
 * @param stream whether an answer event by event is asked for
 * @param includeUsage whether {@code stream_options.include_usage} is true
 * @param legacyFunctions whether the deprecated {@code functions} or {@code function_call} are used
 */
public record ChatRequest(
        byte[] body,
        ObjectNode tree,
        Map<String, FieldRange> fields,
        String model,
        boolean stream,
        boolean includeUsage,
        boolean legacyFunctions)
        implements ClientRequest {

    /** The client's {@code prompt_cache_key}; without one, what the conversation began with. */
    @Override
    public String stickiness() {
        JsonNode key = field("prompt_cache_key");
        if (key != null) {
            return key.asText();
        }
        int beginning = 1;
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
        JsonNode limit = field("max_completion_tokens");
        long each = (limit == null ? tree.path("max_tokens") : limit).asLong(UNSAID);
        return each < 0
                ? UNSAID
                : Math.min(each, Integer.MAX_VALUE) * Math.max(1, tree.path("n").asLong(1));
    }

    @Override
    public byte[] promptBytes() {
        return body;
    }

    @Override
    public ChatRequest asWhole() {
        if (!stream) {
            return this;
        }
        StrictJson.Document whole = WholeAnswer.of(body, fields);
        return new ChatRequest(whole.bytes(), whole.tree(), whole.fields(), model, false, false, legacyFunctions);
    }

    @Override
    public ClientRequest limitedTo(int outputTokens) {
        return outputTokens() == UNSAID
                ? new ChatRequestReader().read(JsonSplice.set(body, fields, "max_tokens", outputTokens))
                : this;
    }

    @Override
    public ContentFacts content() {
        return ContentFacts.ofChat(this);
    }

    /** A field's value, or null where it is absent or JSON null: OpenAI makes no difference. */
    public @Nullable JsonNode field(String name) {
        JsonNode value = tree.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /**
     * Where a top-level field stands in the body, in bytes.
     *
     * @param nameStart its name's opening quote
     * @param valueStart its value's first byte
     * @param valueEnd behind its value's last byte
     */
    public record FieldRange(int nameStart, int valueStart, int valueEnd) {}
}
