package dev.serai.dialects;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Vectors in OpenAI's form. Immutable, but for the vectors, which nobody changes.
 *
 * @param model the name that the client asked for
 * @param base64 whether the vectors are written in base64 of little-endian floats, as OpenAI's SDKs ask for unasked
 * @param vectors in the order of the inputs
 * @param usage only what a provider reported is told; its guess is for the books
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings/object">OpenAI: the embedding object</a>
 */
public record EmbeddingAnswer(String model, boolean base64, List<float[]> vectors, Usage usage)
        implements ClientAnswer {
    /** What a float needs in text, a comma included; fewer need more room once. */
    private static final int CHARACTERS = 14;

    public EmbeddingAnswer {
        vectors = List.copyOf(vectors);
    }

    /** One answer of those to a request's parts, in their order. */
    static EmbeddingAnswer joined(List<EmbeddingAnswer> parts) {
        List<float[]> vectors = new ArrayList<>();
        Usage usage = parts.get(0).usage;
        for (EmbeddingAnswer part : parts) {
            usage = part == parts.get(0) ? usage : usage.plus(part.usage);
            vectors.addAll(part.vectors);
        }
        return new EmbeddingAnswer(parts.get(0).model, parts.get(0).base64, vectors, usage);
    }

    @Override
    public String finishReason() {
        return "";
    }

    @Override
    public byte[] body() {
        JsonBytes json = new JsonBytes(256
                + vectors.stream()
                        .mapToInt(vector -> 64 + CHARACTERS * vector.length)
                        .reduce(0, Integer::sum));
        json.raw("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < vectors.size(); i++) {
            json.raw(i == 0 ? "" : ",")
                    .raw("{\"object\":\"embedding\",\"index\":")
                    .number(i);
            json.raw(",\"embedding\":");
            write(vectors.get(i), base64, json);
            json.raw("}");
        }
        json.raw("],\"model\":").string(model);
        if (usage.reported()) {
            json.raw(",\"usage\":{\"prompt_tokens\":").number(usage.promptTokens());
            json.raw(",\"total_tokens\":").number(usage.totalTokens()).raw("}");
        }
        return json.raw("}").toByteArray();
    }

    /** A vector as JSON. */
    public static byte[] json(float[] vector, boolean base64) {
        JsonBytes json = new JsonBytes(16 + CHARACTERS * vector.length);
        write(vector, base64, json);
        return json.toByteArray();
    }

    private static void write(float[] vector, boolean base64, JsonBytes json) {
        if (base64) {
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            json.raw("\"").raw(Base64.getEncoder().encode(bytes.array())).raw("\"");
            return;
        }
        json.raw("[");
        for (int i = 0; i < vector.length; i++) {
            // The shortest text that is read as this float again (before Java 19 some are a digit longer).
            json.raw(i == 0 ? "" : ",").raw(Float.toString(vector[i]));
        }
        json.raw("]");
    }
}
