package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks of one object's fields by type and range. A field that is absent or JSON null passes, unless it is required.
 *
 * @param object the object whose fields are checked
 * @param path its own path, empty for the body
 */
public record FieldChecks(JsonNode object, String path) {
    private static final BigInteger INT64_MIN = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger INT64_MAX = BigInteger.valueOf(Long.MAX_VALUE);

    /** The fields of a value that must be an object. */
    public static FieldChecks of(JsonNode value, String path) {
        if (!value.isObject()) {
            throw FieldFaults.type(path, "an object", value);
        }
        return new FieldChecks(value, path);
    }

    /** The field's path as OpenAI names it. */
    public String param(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** The field, or null where it is absent or JSON null. */
    public @Nullable JsonNode field(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    public JsonNode required(String name) {
        JsonNode value = field(name);
        if (value == null) {
            throw FieldFaults.missing(param(name));
        }
        return value;
    }

    public void bool(String name) {
        JsonNode value = field(name);
        if (value != null && !value.isBoolean()) {
            throw FieldFaults.type(param(name), "a boolean", value);
        }
    }

    public void decimal(String name, int least, int most) {
        JsonNode value = field(name);
        if (value != null) {
            decimal(value, param(name), least, most);
        }
    }

    public static void decimal(JsonNode value, String param, int least, int most) {
        if (!value.isNumber()) {
            throw FieldFaults.type(param, "a decimal", value);
        }
        BigDecimal number = value.decimalValue();
        if (number.compareTo(BigDecimal.valueOf(least)) < 0) {
            throw FieldFaults.belowMinimum("decimal", param, least, value);
        }
        if (number.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw FieldFaults.aboveMaximum("decimal", param, most, value);
        }
    }

    public void integer(String name, long least, long most) {
        JsonNode value = object.get(name);
        boolean usual = value != null && (value.isInt() || value.isLong());
        if (!usual || value.longValue() < least || value.longValue() > most) {
            integer(name, BigInteger.valueOf(least), BigInteger.valueOf(most));
        }
    }

    /** Any integer of 64 bits. */
    public void integer(String name) {
        integer(name, INT64_MIN, INT64_MAX);
    }

    private void integer(String name, BigInteger least, BigInteger most) {
        JsonNode value = field(name);
        if (value == null) {
            return;
        }
        // 1e5 and 100.0 are integers too: JSON has one kind of number.
        if (!value.isNumber() || value.decimalValue().stripTrailingZeros().scale() > 0) {
            throw FieldFaults.type(param(name), "an integer", value);
        }
        BigInteger number = value.decimalValue().toBigInteger();
        if (number.compareTo(least) < 0) {
            throw FieldFaults.belowMinimum("integer", param(name), least, value);
        }
        if (number.compareTo(most) > 0) {
            throw FieldFaults.aboveMaximum("integer", param(name), most, value);
        }
    }

    public void string(String name) {
        string(name, Integer.MAX_VALUE);
    }

    public void string(String name, int longest) {
        JsonNode value = field(name);
        if (value != null) {
            string(value, param(name), longest);
        }
    }

    public static String string(JsonNode value, String param, int longest) {
        if (!value.isTextual()) {
            throw FieldFaults.type(param, "a string", value);
        }
        String text = value.textValue();
        if (text.length() > longest) {
            throw FieldFaults.stringTooLong(param, longest, text.length());
        }
        return text;
    }

    public String requiredString(String name) {
        return string(required(name), param(name), Integer.MAX_VALUE);
    }

    /** A name that must be there, of at most 64 characters of {@code pattern}. */
    public String requiredName(String name, Pattern pattern) {
        String text = string(required(name), param(name), 64);
        if (text.isEmpty()) {
            throw FieldFaults.emptyString(param(name));
        }
        if (!pattern.matcher(text).matches()) {
            throw FieldFaults.value(param(name), "expected a string that matches '" + pattern + "'.");
        }
        return text;
    }

    public void oneOf(String name, Set<String> supported) {
        JsonNode value = field(name);
        if (value != null) {
            oneOf(value, param(name), supported);
        }
    }

    public String requiredOneOf(String name, Set<String> supported) {
        return oneOf(required(name), param(name), supported);
    }

    private static String oneOf(JsonNode value, String param, Set<String> supported) {
        String text = string(value, param, Integer.MAX_VALUE);
        if (!supported.contains(text)) {
            throw FieldFaults.value(param, text, supported);
        }
        return text;
    }

    /** The fields of an object, or null where there is none. */
    public @Nullable FieldChecks object(String name) {
        JsonNode value = field(name);
        return value == null ? null : of(value, param(name));
    }

    public FieldChecks requiredObject(String name) {
        return of(required(name), param(name));
    }

    /** An array of at most so many elements, or null where there is none. */
    public @Nullable JsonNode array(String name, int longest) {
        JsonNode value = field(name);
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            throw FieldFaults.type(param(name), "an array of objects", value);
        }
        if (value.size() > longest) {
            throw FieldFaults.arrayTooLong(param(name), longest, value.size());
        }
        return value;
    }

    /** An array's element, which must be an object. */
    public FieldChecks element(String name, JsonNode array, int index) {
        return of(array.get(index), param(name) + "[" + index + "]");
    }
}
