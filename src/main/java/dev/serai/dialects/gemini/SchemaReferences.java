package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;
import dev.serai.errors.GatewayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Puts in the place of {@code $ref} and {@code allOf} what they stand for. Knows which references it is inside of, and how
 * much it has written out. One for each schema.
 */
final class SchemaReferences {
    /** References to references grow like powers: beyond this many schemas nobody meant them. */
    private static final int MOST_SCHEMAS = 5_000;

    private static final String REF = "$ref";
    private static final String ALL_OF = "allOf";
    private static final String PROPERTIES = "properties";
    private static final String REQUIRED = "required";

    private final JsonNode root;
    private final Deque<String> entered = new ArrayDeque<>();
    private int schemas;

    SchemaReferences(JsonNode root) {
        this.root = root;
        entered.push("#");
    }

    /** How many references lead here, for {@link #leave}. */
    int depth() {
        return entered.size();
    }

    void leave(int depth) {
        while (entered.size() > depth) {
            entered.pop();
        }
    }

    /**
     * The schema as one object without references at its top.
     *
     * @param path where it stands in the request
     * @throws GatewayException 400 where a reference leads back to itself, or nowhere
     */
    ObjectNode flat(JsonNode schema, String path) {
        if (++schemas > MOST_SCHEMAS) {
            throw GatewayException.invalid(
                    "unsupported_value", path, "Written out, the schema has more than " + MOST_SCHEMAS + " parts.");
        }
        ObjectNode flat = Json.object();
        String reference = Json.text(schema, REF);
        if (reference != null) {
            merge(flat, flat(target(reference, path), path));
        }
        JsonNode all = schema.path(ALL_OF);
        for (int i = 0; i < all.size(); i++) {
            merge(flat, flat(all.get(i), path + ".allOf[" + i + "]"));
        }
        merge(flat, schema);
        flat.remove(REF);
        flat.remove(ALL_OF);
        return flat;
    }

    private JsonNode target(String reference, String path) {
        if (entered.contains(reference)) {
            throw GatewayException.invalid(
                    "unsupported_value", path, "The schema refers to itself here, which this model can't be told.");
        }
        entered.push(reference);
        if (reference.equals("#")) {
            return root;
        }
        String pointer = reference.startsWith("#/") ? decoded(reference.substring(1)) : "/";
        JsonNode target = root.at(pointer);
        if (target.isMissingNode() || pointer.equals("/")) {
            throw GatewayException.invalid(
                    "invalid_value", path + ".$ref", "The reference leads to nothing in the schema.");
        }
        return target;
    }

    /** A fragment of a URL, RFC 6901, 6. */
    private static String decoded(String fragment) {
        try {
            return URLDecoder.decode(fragment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return fragment;
        }
    }

    /** Both must hold; where both say the same thing differently, the later word counts. */
    private static void merge(ObjectNode into, JsonNode more) {
        more.properties().forEach(keyword -> {
            JsonNode before = into.get(keyword.getKey());
            JsonNode value = keyword.getValue();
            if (keyword.getKey().equals(PROPERTIES) && before instanceof ObjectNode && value.isObject()) {
                into.set(PROPERTIES, united((ObjectNode) before, value));
            } else if (keyword.getKey().equals(REQUIRED) && before instanceof ArrayNode && value.isArray()) {
                into.set(REQUIRED, united(before, value));
            } else {
                into.set(keyword.getKey(), value);
            }
        });
    }

    private static ObjectNode united(ObjectNode properties, JsonNode more) {
        ObjectNode united = properties.deepCopy();
        more.properties().forEach(property -> {
            JsonNode before = united.get(property.getKey());
            if (before == null) {
                united.set(property.getKey(), property.getValue());
            } else {
                ObjectNode both = Json.object();
                both.putArray(ALL_OF).add(before).add(property.getValue());
                united.set(property.getKey(), both);
            }
        });
        return united;
    }

    private static ArrayNode united(JsonNode required, JsonNode more) {
        Set<JsonNode> seen = new HashSet<>();
        ArrayNode united = Json.object().putArray(REQUIRED);
        for (JsonNode list : new JsonNode[] {required, more}) {
            list.forEach(name -> {
                if (seen.add(name)) {
                    united.add(name);
                }
            });
        }
        return united;
    }
}
