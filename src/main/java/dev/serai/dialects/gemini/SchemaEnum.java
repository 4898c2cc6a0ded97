package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The values that {@code enum} or {@code const} list, as Gemini can be told of them: texts, none of them empty. Immutable. */
final class SchemaEnum {
    private final Map<String, JsonNode> values;

    private SchemaEnum(Map<String, JsonNode> values) {
        this.values = values;
    }

    static SchemaEnum of(ObjectNode schema) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (JsonNode value : schema.has("const") ? List.of(schema.get("const")) : schema.path("enum")) {
            boolean tellable = value.isTextual() || value.isNumber();
            if (tellable && !value.asText().isEmpty()) {
                values.putIfAbsent(value.asText(), value);
            }
        }
        return new SchemaEnum(values);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean hasNumbers() {
        return values.values().stream().anyMatch(JsonNode::isNumber);
    }

    Set<String> texts() {
        return values.keySet();
    }

    /** The numbers among them by their texts. */
    Map<String, JsonNode> numbers() {
        Map<String, JsonNode> numbers = new TreeMap<>(values);
        numbers.values().removeIf(value -> !value.isNumber());
        return numbers;
    }

    void tell(ObjectNode told) {
        if (!values.isEmpty()) {
            ArrayNode list = told.putArray("enum");
            values.keySet().forEach(list::add);
        }
    }
}
