package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The small checks that strict providers make of a JSON request. Each refuses with the path of the field at fault. */
final class Strict {
    private Strict() {}

    /** Refuses any field but those named. */
    static void onlyFields(JsonNode object, String path, String... known) {
        Set<String> allowed = Set.of(known);
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw RequestRefused.unknownField(child(path, name));
            }
        }
    }

    static JsonNode required(JsonNode object, String path, String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            throw RequestRefused.missing(child(path, name));
        }
        return value;
    }

    static String text(JsonNode object, String path, String name) {
        JsonNode value = required(object, path, name);
        check(value.isTextual(), child(path, name), "must be a string");
        return value.asText();
    }

    static JsonNode object(JsonNode object, String path, String name) {
        JsonNode value = required(object, path, name);
        check(value.isObject(), child(path, name), "must be an object");
        return value;
    }

    static JsonNode array(JsonNode object, String path, String name, int atLeast) {
        JsonNode value = required(object, path, name);
        check(
                value.isArray() && value.size() >= atLeast,
                child(path, name),
                "must be a list of " + atLeast + " or more");
        return value;
    }

    static void matches(String value, Pattern pattern, String path) {
        check(pattern.matcher(value).matches(), path, "'" + value + "' does not match " + pattern);
    }

    static void oneOf(String value, String path, String... allowed) {
        check(Arrays.asList(allowed).contains(value), path, "'" + value + "' is none of " + Arrays.toString(allowed));
    }

    /** Refuses a number that is there and out of its range. */
    static void range(JsonNode object, String path, String name, double least, double most) {
        JsonNode value = object.get(name);
        if (value != null) {
            check(
                    value.isNumber() && value.asDouble() >= least && value.asDouble() <= most,
                    child(path, name),
                    "must be a number from " + least + " to " + most);
        }
    }

    /** Refuses a whole number that is there and below its least. */
    static void wholeFrom(JsonNode object, String path, String name, long least) {
        JsonNode value = object.get(name);
        if (value != null) {
            check(
                    value.isIntegralNumber() && value.asLong() >= least,
                    child(path, name),
                    "must be a whole number from " + least);
        }
    }

    static void notBlank(JsonNode text, String path) {
        check(text.isTextual() && !text.asText().isBlank(), path, "text content blocks must be non-empty");
    }

    /** The name of the one member that a union has; refuses none, two, and unknown ones. */
    static String member(JsonNode union, String path, String... members) {
        check(union.isObject(), path, "must be an object");
        onlyFields(union, path, members);
        check(union.size() == 1, path, "must have exactly one of " + new TreeSet<>(Arrays.asList(members)));
        return union.fieldNames().next();
    }

    static void check(boolean good, String path, String message) {
        if (!good) {
            throw RequestRefused.invalid(path, message);
        }
    }

    static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String element(String path, int index) {
        return path + "[" + index + "]";
    }
}
