package dev.serai.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.errors.GatewayException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of an object that somebody sent, each read with what it must be. Every fault names its field. Immutable. */
public final class Fields {
    private static final String INVALID_TYPE = "invalid_type";
    private static final String INVALID_VALUE = "invalid_value";

    private final ObjectNode object;
    private final String path;

    /** @param path of the object within the body; empty: it is the body */
    Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** @throws GatewayException 400 {@code unknown_parameter} */
    void allow(Set<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw invalid(
                        "unknown_parameter",
                        name,
                        "There is no such field here; there are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        });
    }

    boolean has(String name) {
        return object.has(name);
    }

    boolean isNull(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull();
    }

    /** The value as it was sent; a missing node where there is none. */
    JsonNode value(String name) {
        return object.path(name);
    }

    /** @throws GatewayException 400 {@code missing_required_parameter} */
    String requiredLine(String name, int longest) {
        String line = line(name, longest);
        if (line == null) {
            throw invalid("missing_required_parameter", name, "The field is missing");
        }
        return line;
    }

    /** In their order. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The fields of an object, or null. */
    @Nullable
    Fields object(String name) {
        if (isNull(name)) {
            return null;
        }
        if (object.get(name) instanceof ObjectNode value) {
            return new Fields(value, within(name));
        }
        throw invalid(INVALID_TYPE, name, "An object is wanted");
    }

    /** The fields of each object of a list; empty where the field is not there. */
    List<Fields> objects(String name, int most) {
        if (isNull(name)) {
            return List.of();
        }
        JsonNode value = object.get(name);
        if (!value.isArray()) {
            throw invalid(INVALID_TYPE, name, "A list of objects is wanted");
        }
        if (value.size() > most) {
            throw invalid("array_above_max_length", name, "There are more than " + most);
        }
        List<Fields> objects = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            if (!(value.get(i) instanceof ObjectNode each)) {
                throw invalid(INVALID_TYPE, name + "[" + i + "]", "An object is wanted");
            }
            objects.add(new Fields(each, within(name) + "[" + i + "]"));
        }
        return objects;
    }

    private String within(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** A text without control characters, or null. */
    @Nullable
    String line(String name, int longest) {
        if (isNull(name)) {
            return null;
        }
        return line(object.get(name), name, longest);
    }

    private String line(JsonNode value, String name, int longest) {
        if (!value.isTextual()) {
            throw invalid(INVALID_TYPE, name, "A text is wanted");
        }
        String text = value.textValue().strip();
        if (text.isEmpty()) {
            throw invalid("empty_string", name, "The text is empty");
        }
        if (text.length() > longest) {
            throw invalid("string_above_max_length", name, "The text has more than " + longest + " characters");
        }
        if (!isLine(value.textValue())) {
            throw invalid(INVALID_VALUE, name, "The text has a control character or a line break");
        }
        return text;
    }

    /** Whether a text has neither control characters nor line breaks, so that every store and every terminal takes it. */
    public static boolean isLine(String text) {
        return text.codePoints().noneMatch(Fields::breaksLines);
    }

    /** Also what JavaScript and terminals take for one, and half of a pair, which has no UTF-8. */
    private static boolean breaksLines(int c) {
        return Character.isISOControl(c)
                || c == 0x2028
                || c == 0x2029
                || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }

    /** Texts; empty where the field is not there. */
    List<String> lines(String name, int most, int longest) {
        if (isNull(name)) {
            return List.of();
        }
        JsonNode value = object.get(name);
        if (!value.isArray()) {
            throw invalid(INVALID_TYPE, name, "A list of texts is wanted");
        }
        if (value.size() > most) {
            throw invalid("array_above_max_length", name, "There are more than " + most);
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            lines.add(line(value.get(i), name + "[" + i + "]", longest));
        }
        return lines;
    }

    /** Names and texts; empty where the field is not there. */
    Map<String, String> pairs(String name, int most, int longestName, int longestText) {
        if (isNull(name)) {
            return Map.of();
        }
        JsonNode value = object.get(name);
        if (!value.isObject()) {
            throw invalid(INVALID_TYPE, name, "An object of texts is wanted");
        }
        if (value.size() > most) {
            throw invalid("object_above_max_properties", name, "There are more than " + most);
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        value.properties().forEach(pair -> {
            String key = pair.getKey();
            if (key.isBlank() || key.length() > longestName || !isLine(key)) {
                throw invalid(INVALID_VALUE, name, "A name is a line of at most " + longestName + " characters");
            }
            pairs.put(key, line(pair.getValue(), name + "." + key, longestText));
        });
        return pairs;
    }

    /** A moment as ISO 8601 has it, with its offset ({@code 2027-01-31T00:00:00Z}), or null. To the millisecond. */
    @Nullable
    Instant moment(String name) {
        if (isNull(name)) {
            return null;
        }
        JsonNode value = object.get(name);
        Instant moment = value.isTextual() ? IsoMoment.moment(value.textValue()) : null;
        if (moment == null) {
            throw invalid(
                    value.isTextual() ? INVALID_VALUE : INVALID_TYPE,
                    name,
                    "A moment is wanted, such as 2027-01-31T00:00:00Z, of a year up to 9999");
        }
        return moment;
    }

    /** A whole number, or null. */
    @Nullable
    Long number(String name, long least, long most) {
        if (isNull(name)) {
            return null;
        }
        JsonNode value = object.get(name);
        if (!value.isIntegralNumber()) {
            throw invalid(INVALID_TYPE, name, "A whole number is wanted");
        }
        boolean fits = value.canConvertToLong();
        if (fits ? value.longValue() < least : value.bigIntegerValue().signum() < 0) {
            throw invalid("integer_below_min_value", name, "The number is less than " + least);
        }
        if (!fits || value.longValue() > most) {
            throw invalid("integer_above_max_value", name, "The number is more than " + most);
        }
        return value.longValue();
    }

    /**
     * A flag; false where it is not there or null.
     *
     * @throws GatewayException 400 {@code invalid_type}
     */
    boolean flag(String name) {
        JsonNode value = value(name);
        if (!value.isNull() && !value.isMissingNode() && !value.isBoolean()) {
            throw invalid("invalid_type", name, "It is true or false");
        }
        return value.asBoolean(false);
    }

    GatewayException invalid(String code, String name, String message) {
        String field = within(name);
        return GatewayException.invalid(code, field, message + ": " + field);
    }
}
