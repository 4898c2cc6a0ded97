package dev.serai.dialects.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.EmbeddingAnswer;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.OpenAiUsage;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.Usage;
import dev.serai.dialects.Vectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What the gateway has to know of an OpenAI answer with embeddings, read in one pass over its bytes. One for each. */
final class OpenAiVectors {
    private final boolean base64;
    private final JsonFields fields;
    private final List<Correction> corrections = new ArrayList<>(0);
    private int count;
    private JsonNode usage = ProviderJson.NOTHING;
    private JsonNode error = ProviderJson.NOTHING;

    /** @param base64 the encoding that the client asked for */
    OpenAiVectors(byte[] answer, boolean base64) {
        this.base64 = base64;
        this.fields = JsonFields.of(answer, this::read);
    }

    boolean isError() {
        return !error.isNull() && !error.isMissingNode();
    }

    /** How many vectors there are. */
    int count() {
        return count;
    }

    Usage usage() {
        return OpenAiUsage.of(usage, "");
    }

    /** The answer under the client's name for the model. */
    byte[] named(byte[] model) {
        JsonSplice splice = fields.splice();
        FieldRange field = fields.get("model");
        if (field == null) {
            splice.append("model", model);
        } else {
            splice.replace(field, model);
        }
        corrections.forEach(each -> splice.replace(each.start(), each.end(), each.by()));
        return splice.apply();
    }

    private void read(String name, JsonParser value) throws IOException {
        switch (name) {
            case "data" ->
                Vectors.elements(value, element -> {
                    count++;
                    Vectors.fields(element, this::embedding);
                });
            case "usage" -> usage = value.readValueAsTree();
            case "error" -> error = value.readValueAsTree();
            default -> {}
        }
    }

    private void embedding(String name, JsonParser value) throws IOException {
        if (!name.equals("embedding")) {
            return;
        }
        int start = JsonFields.start(value);
        if (base64 && value.isExpectedStartArrayToken()) {
            Vectors vector = new Vectors();
            vector.vector(value);
            correct(start, value, vector.all().get(0));
        } else if (!base64 && value.currentToken() == JsonToken.VALUE_STRING) {
            correct(start, value, decoded(value.getText()));
        }
    }

    private void correct(int start, JsonParser value, float[] vector) throws IOException {
        corrections.add(new Correction(start, JsonFields.end(value), EmbeddingAnswer.json(vector, base64)));
    }

    private static float[] decoded(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
            float[] vector = new float[bytes.remaining() / Float.BYTES];
            bytes.asFloatBuffer().get(vector);
            return vector;
        } catch (IllegalArgumentException e) {
            throw ProviderJson.unreadable("A vector of the provider's answer is no base64.");
        }
    }

    private record Correction(int start, int end, byte[] by) {}
}
