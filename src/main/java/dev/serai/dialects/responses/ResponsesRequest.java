package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.ClientDialect;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.Json;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.StrictJson;
import dev.serai.dialects.WholeAnswer;
import dev.serai.errors.GatewayException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for a response as the client sent it. Shared by all attempts; nobody changes any of it. Made by {@code
 * ResponsesRequestReader}, which has checked every field that OpenAI defines.
 *
 * @param body the client's bytes
 * @param tree what they say; numbers keep their digits ({@code 1.10})
 * @param fields top-level fields by name, in the order of the bytes
 * @param model the model asked for
 * @param stream whether an answer event by event is asked for
 */
public record ResponsesRequest(
        byte[] body, ObjectNode tree, Map<String, FieldRange> fields, String model, boolean stream)
        implements ClientRequest {

    @Override
    public byte[] promptBytes() {
        return body;
    }

    @Override
    public ClientDialect dialect() {
        return ClientDialect.RESPONSES;
    }

    @Override
    public String promptField() {
        return "input";
    }

    /** The client's {@code prompt_cache_key}; without one, what the conversation began with. */
    @Override
    public String stickiness() {
        String key = Json.text(tree, "prompt_cache_key");
        if (key != null) {
            return key;
        }
        int beginning = tree.path("instructions").hashCode();
        JsonNode input = tree.path("input");
        if (!input.isArray()) {
            return Integer.toHexString(31 * beginning + input.hashCode());
        }
        for (JsonNode item : input) {
            beginning = 31 * beginning + item.hashCode();
            if (item.path("role").asText().equals("user")) {
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
        return tree.path("max_output_tokens").asLong(UNSAID);
    }

    @Override
    public ResponsesRequest asWhole() {
        if (!stream) {
            return this;
        }
        StrictJson.Document whole = WholeAnswer.of(body, fields);
        return new ResponsesRequest(whole.bytes(), whole.tree(), whole.fields(), model, false);
    }

    @Override
    public ClientRequest limitedTo(int outputTokens) {
        return outputTokens() == UNSAID
                ? new ResponsesRequestReader().read(JsonSplice.set(body, fields, "max_output_tokens", outputTokens))
                : this;
    }

    /** A provider that was asked over chat names fields of that. */
    @Override
    public String param(String ofProvider) {
        ChatTranslation translation = new ChatTranslation(this);
        try {
            translation.translate();
        } catch (GatewayException notOverChat) {
            return ofProvider;
        }
        return translation.paths().of(ofProvider);
    }

    /** A field's value, or null where it is absent or JSON null: OpenAI makes no difference. */
    @Nullable
    JsonNode field(String name) {
        return Json.field(tree, name);
    }

    /** Whether {@code include} asks for something. */
    boolean includes(String what) {
        for (JsonNode each : tree.path("include")) {
            if (each.asText().equals(what)) {
                return true;
            }
        }
        return false;
    }

    /** Where a field stands, if it is there and not null. */
    @Nullable
    FieldRange set(String name) {
        return field(name) == null ? null : fields.get(name);
    }
}
