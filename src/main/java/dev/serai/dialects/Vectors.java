package dev.serai.dialects;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the vectors and the token count of an answer while its bytes are read, without a tree of a million numbers. One
 * for each answer.
 */
public final class Vectors {
    private static final int USUAL_LENGTH = 1024;

    private final List<float[]> all = new ArrayList<>();
    private long tokens = -1;

    /** Looks at a field of an object that is read. */
    @FunctionalInterface
    public interface Field {
        /** @param value stands at the value's first token; may be moved to its last, or left */
        void read(String name, JsonParser value) throws IOException;
    }

    /** Reads an answer's bytes, its top-level fields one after the other. */
    public static Vectors read(ProviderAnswer answer, Collector collector) {
        Vectors vectors = new Vectors();
        JsonFields.of(answer.body(), (name, value) -> collector.field(vectors, name, value));
        return vectors;
    }

    /** What to do with a top-level field. */
    @FunctionalInterface
    public interface Collector {
        void field(Vectors into, String name, JsonParser value) throws IOException;
    }

    /** In the order in which they came. */
    public List<float[]> all() {
        return all;
    }

    /** Tokens that went in; negative where the provider counts none. */
    public long tokens() {
        return tokens;
    }

    /** Adds a vector: an array of numbers. */
    public void vector(JsonParser array) throws IOException {
        if (!array.isExpectedStartArrayToken()) {
            throw ProviderJson.unreadable("A vector of the provider's answer is no array.");
        }
        float[] vector = new float[USUAL_LENGTH];
        int length = 0;
        while (array.nextToken() != JsonToken.END_ARRAY) {
            if (length == vector.length) {
                vector = Arrays.copyOf(vector, 2 * length);
            }
            vector[length++] = number(array);
        }
        if (length == 0) {
            throw ProviderJson.unreadable("A vector of the provider's answer is empty.");
        }
        all.add(Arrays.copyOf(vector, length));
    }

    /** Adds an array of vectors. */
    public void vectors(JsonParser array) throws IOException {
        elements(array, this::vector);
    }

    /** Counts tokens in, whatever was counted before. */
    public void tokens(JsonParser number) throws IOException {
        if (number.currentToken().isNumeric()) {
            tokens(number.getValueAsLong());
        }
    }

    /** Counts tokens in, whatever was counted before. */
    public void tokens(long more) {
        tokens = Math.max(0, tokens) + Math.max(0, more);
    }

    /** Reads the elements of an array; something else has none. */
    public static void elements(JsonParser array, Element each) throws IOException {
        if (!array.isExpectedStartArrayToken()) {
            return;
        }
        while (array.nextToken() != JsonToken.END_ARRAY) {
            each.read(array);
            array.skipChildren();
        }
    }

    /** Looks at an element of an array. */
    @FunctionalInterface
    public interface Element {
        /** @param value stands at the element's first token; may be moved to its last, or left */
        void read(JsonParser value) throws IOException;
    }

    /** Reads the fields of an object; something else has none. */
    public static void fields(JsonParser object, Field each) throws IOException {
        if (!object.isExpectedStartObjectToken()) {
            return;
        }
        while (object.nextToken() != JsonToken.END_OBJECT) {
            String name = object.currentName();
            object.nextToken();
            each.read(name, object);
            object.skipChildren();
        }
    }

    private static float number(JsonParser parser) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            throw ProviderJson.unreadable("A vector of the provider's answer holds something else than numbers.");
        }
        // By its digits: a detour over double would round twice.
        float number = Float.parseFloat(parser.getText());
        if (!Float.isFinite(number)) {
            throw ProviderJson.unreadable("A vector of the provider's answer holds a number that is out of range.");
        }
        return number;
    }
}
