package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The little that all of OCI's bodies are written with. Stateless. */
final class Fields {
    static final String TYPE = "type";
    static final String TEXT = "TEXT";
    static final String CONTENT = "content";

    private Fields() {}

    /** Nothing said, nothing written. */
    static void put(ObjectNode object, String name, @Nullable JsonNode value) {
        if (value != null) {
            object.set(name, value);
        }
    }

    /** OpenAI's enumerations, which are OCI's in capitals. */
    static void putCapitals(ObjectNode object, String name, @Nullable JsonNode value) {
        if (value != null) {
            object.put(name, value.asText().toUpperCase(Locale.ROOT));
        }
    }

    static ObjectNode text(ObjectNode content, String text) {
        return content.put(TYPE, TEXT).put("text", text);
    }

    static String dataUrl(String mediaType, String base64) {
        return "data:" + mediaType + ";base64," + base64;
    }
}
