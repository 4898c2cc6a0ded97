package dev.serai.fakes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;

/** The vectors that the fakes make: a text and a length give the same one wherever, another text another one. */
public final class FakeVectors {
    private FakeVectors() {}

    /** The vector of a text. */
    public static float[] of(String text, int length) {
        Random random = new Random(text.hashCode());
        float[] vector = new float[length];
        for (int i = 0; i < length; i++) {
            vector[i] = random.nextFloat() - 0.5f;
        }
        return vector;
    }

    /** Tokens of a text: its words. */
    static int tokens(String text) {
        return text.strip().split("\\s+").length;
    }

    static ArrayNode json(float[] vector) {
        ArrayNode numbers = JsonNodeFactory.instance.arrayNode(vector.length);
        for (float number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float number : vector) {
            bytes.putFloat(number);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
