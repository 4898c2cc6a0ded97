package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.GatewayException;
import java.util.Collection;
import java.util.stream.Collectors;

/** The 400s for a faulty field, in OpenAI's words and with OpenAI's codes. */
public final class FieldFaults {
    private static final int QUOTED = 64;

    private FieldFaults() {}

    public static GatewayException missing(String param) {
        return GatewayException.invalid(
                "missing_required_parameter", param, "Missing required parameter: '" + param + "'.");
    }

    public static GatewayException type(String param, String expected, JsonNode found) {
        return GatewayException.invalid(
                "invalid_type",
                param,
                "Invalid type for '%s': expected %s, but got %s instead.".formatted(param, expected, kind(found)));
    }

    public static GatewayException value(String param, String found, Collection<String> supported) {
        String names = supported.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return GatewayException.invalid(
                "invalid_value",
                param,
                "Invalid value for '%s': '%s'. Supported values are: %s.".formatted(param, quoted(found), names));
    }

    /** A value that is wrong in a way of its own; {@code what} is a whole sentence. */
    public static GatewayException value(String param, String what) {
        return GatewayException.invalid("invalid_value", param, "Invalid value for '" + param + "': " + what);
    }

    public static GatewayException emptyArray(String param) {
        return GatewayException.invalid(
                "empty_array",
                param,
                "Invalid '%s': empty array. Expected an array with minimum length 1.".formatted(param));
    }

    public static GatewayException arrayTooLong(String param, int most, int found) {
        return GatewayException.invalid(
                "array_above_max_length",
                param,
                "Invalid '%s': array too long. Expected an array with maximum length %d, but got an array with length %d instead."
                        .formatted(param, most, found));
    }

    public static GatewayException stringTooLong(String param, int most, int found) {
        return GatewayException.invalid(
                "string_above_max_length",
                param,
                "Invalid '%s': string too long. Expected a string with maximum length %d, but got a string with length %d instead."
                        .formatted(param, most, found));
    }

    public static GatewayException emptyString(String param) {
        return GatewayException.invalid(
                "empty_string",
                param,
                "Invalid '%s': empty string. Expected a string with minimum length 1.".formatted(param));
    }

    /** @param kind {@code integer} or {@code decimal} */
    public static GatewayException belowMinimum(String kind, String param, Object least, JsonNode found) {
        return GatewayException.invalid(
                kind + "_below_min_value",
                param,
                "Invalid '%s': %s below minimum value. Expected a value >= %s, but got %s instead."
                        .formatted(param, kind, least, quoted(found.asText())));
    }

    /** @param kind {@code integer} or {@code decimal} */
    public static GatewayException aboveMaximum(String kind, String param, Object most, JsonNode found) {
        return GatewayException.invalid(
                kind + "_above_max_value",
                param,
                "Invalid '%s': %s above maximum value. Expected a value <= %s, but got %s instead."
                        .formatted(param, kind, most, quoted(found.asText())));
    }

    public static GatewayException unknown(String param) {
        return GatewayException.invalid("unknown_parameter", param, "Unknown parameter: '" + param + "'.");
    }

    private static String quoted(String text) {
        return text.length() <= QUOTED ? text : text.substring(0, QUOTED) + "…";
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case BOOLEAN -> "a boolean";
            case NULL, MISSING -> "null";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a decimal number";
            case OBJECT -> "an object";
            default -> "a string";
        };
    }
}
