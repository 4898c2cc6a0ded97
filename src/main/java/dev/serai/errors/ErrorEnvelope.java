package dev.serai.errors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes errors in OpenAI's envelope: {@code {"error":{"message","type","param","code"}}}, all four always there.
 * Stateless and thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI: error codes</a>
 */
public final class ErrorEnvelope {
    private static final JsonMapper MAPPER = new JsonMapper();

    private ErrorEnvelope() {}

    /** The body of an error answer. UTF-8, without line breaks. */
    public static byte[] body(GatewayError error) {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.putObject("error")
                .put("message", text(error.message()))
                .put("type", text(error.type()))
                .put("param", text(error.param()))
                .put("code", text(error.code()));
        try {
            return MAPPER.writeValueAsBytes(envelope);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("four strings can't fail to be written", e);
        }
    }

    /**
     * The data of the last event of a stream that breaks after its first byte: a whole JSON object in one line, which SDKs
     * raise as an error wherever they read a {@code data:} with the key {@code error}.
     */
    public static byte[] sseError(GatewayError error) {
        return body(error);
    }

    /** Half a surrogate pair, which a client can send as an escape, has no UTF-8: it becomes a question mark. */
    private static @Nullable String text(@Nullable String text) {
        return text == null ? null : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
