package dev.serai.dialects;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.errors.ProviderException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a JSON object stand in its bytes, found in one pass that checks the whole and builds no tree.
 * Immutable, but for the bytes, which nobody changes.
 */
public final class JsonFields {
    private final byte[] bytes;
    private final List<String> names;
    private final List<FieldRange> ranges;

    private JsonFields(byte[] bytes, List<String> names, List<FieldRange> ranges) {
        this.bytes = bytes;
        this.names = names;
        this.ranges = ranges;
    }

    /** Looks at a field in passing. */
    @FunctionalInterface
    public interface FieldReader {
        /**
         * Called for each field in its order.
         *
         * @param value stands at the value's first token; may be moved to its last, or left
         */
        void field(String name, JsonParser value) throws IOException;
    }

    /**
     * The fields of the object that stands in these bytes.
     *
     * @throws ProviderException {@code INVALID_RESPONSE} if it is none
     */
    public static JsonFields of(byte[] object) {
        return of(object, (name, value) -> {});
    }

    /**
     * The same, with a reader for what is asked beside.
     *
     * @throws ProviderException {@code INVALID_RESPONSE} if the bytes hold no JSON object
     */
    public static JsonFields of(byte[] object, FieldReader reader) {
        try {
            return scan(text(object), reader);
        } catch (IOException e) {
            throw ProviderJson.unreadable("The provider's answer is not a JSON object.");
        }
    }

    /**
     * Half a character must not cost the answer, nor reach the client: https://encoding.spec.whatwg.org/#utf-8-decode.
     * The parser alone would let some pass: in names it takes the byte 0xFF for padding.
     */
    private static byte[] text(byte[] bytes) {
        return Utf8.malformedAt(bytes) < 0
                ? bytes
                : new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    /** Where the elements of the JSON array in these bytes stand; elements have no name, so it starts with the value. */
    public static List<FieldRange> elements(byte[] array) {
        List<FieldRange> elements = new ArrayList<>();
        try (JsonParser parser = ProviderJson.parser(array)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw ProviderJson.unreadable("What should be a JSON array is none.");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int start = start(parser);
                parser.skipChildren();
                elements.add(new FieldRange(start, start, end(parser)));
            }
            return elements;
        } catch (IOException e) {
            throw ProviderJson.unreadable("What should be a JSON array can't be read.");
        }
    }

    /** Where the parser's token starts, in bytes. */
    public static int start(JsonParser parser) {
        return Math.toIntExact(parser.currentTokenLocation().getByteOffset());
    }

    /** Where the parser's token ends, in bytes. */
    public static int end(JsonParser parser) throws IOException {
        parser.finishToken();
        return Math.toIntExact(parser.currentLocation().getByteOffset());
    }

    private static JsonFields scan(byte[] object, FieldReader reader) throws IOException {
        List<String> names = new ArrayList<>();
        List<FieldRange> ranges = new ArrayList<>();
        try (JsonParser parser = ProviderJson.parser(object)) {
            // A parser that found UTF-16 counts characters, not bytes.
            if (parser.nextToken() != JsonToken.START_OBJECT || start(parser) < 0) {
                throw ProviderJson.unreadable("The provider's answer is not a JSON object.");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                int nameStart = start(parser);
                parser.nextToken();
                int valueStart = start(parser);
                reader.field(name, parser);
                parser.skipChildren();
                names.add(name);
                ranges.add(new FieldRange(nameStart, valueStart, end(parser)));
            }
            if (parser.nextToken() != null) {
                throw ProviderJson.unreadable("Something follows the JSON object of the provider's answer.");
            }
        }
        return new JsonFields(object, names, ranges);
    }

    /** The bytes that the ranges are of: those that were given, unless these were no UTF-8. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where a field stands, the last one if there are several of the name; null if there is none. */
    public @Nullable FieldRange get(String name) {
        int index = names.lastIndexOf(name);
        return index < 0 ? null : ranges.get(index);
    }

    /** A field's value as it stands in the bytes. */
    public byte[] value(FieldRange field) {
        return Arrays.copyOfRange(bytes, field.valueStart(), field.valueEnd());
    }

    /** Begins a change of the object. */
    public JsonSplice splice() {
        return new JsonSplice(bytes, ranges);
    }
}
