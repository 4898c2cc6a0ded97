package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * A place in a tool's arguments where the client lists numbers, and the model had to be shown texts. Immutable.
 *
 * @param steps the way there: names of properties, {@link #ELEMENT} for those of an array
 * @param numbers the client's numbers by the text that the model saw
 */
record NumericEnum(List<String> steps, Map<String, JsonNode> numbers) {
    static final String ELEMENT = "[]";

    NumericEnum {
        steps = List.copyOf(steps);
        numbers = Map.copyOf(numbers);
    }

    /** The arguments with numbers there; they are changed in place where they can be. */
    JsonNode back(JsonNode arguments) {
        return back(arguments, 0);
    }

    private JsonNode back(JsonNode value, int step) {
        if (step == steps.size()) {
            return value.isTextual() ? numbers.getOrDefault(value.textValue(), value) : value;
        }
        String next = steps.get(step);
        if (value instanceof ObjectNode object && object.has(next)) {
            object.set(next, back(object.get(next), step + 1));
        } else if (value instanceof ArrayNode array && next.equals(ELEMENT)) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, back(array.get(i), step + 1));
            }
        }
        return value;
    }
}
