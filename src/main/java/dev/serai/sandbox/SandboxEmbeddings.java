package dev.serai.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;

/**
 * Vectors that mean nothing, but are there: a text has the same one at every start, and another text another one. They are unit
 * vectors, as OpenAI's are. Stateless.
 */
final class SandboxEmbeddings {
    static final String MODEL = "sandbox-embed";

    private static final int LENGTH = 16;

    private SandboxEmbeddings() {}

    static ObjectNode answer(ObjectNode asked) {
        JsonNode input = asked.path("input");
        boolean several = input.isArray() && !input.path(0).isNumber();
        int length = asked.path("dimensions").asInt(LENGTH);
        ObjectNode answer = SandboxScript.delta().put("object", "list");
        ArrayNode data = answer.putArray("data");
        int tokens = 0;
        for (int i = 0; i < (several ? input.size() : 1); i++) {
            JsonNode each = several ? input.get(i) : input;
            ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
            item.set("embedding", vector(each, length));
            tokens += each.isArray() ? each.size() : SandboxScript.tokens(each.asText());
        }
        answer.put("model", MODEL)
                .putObject("usage")
                .put("prompt_tokens", tokens)
                .put("total_tokens", tokens);
        return answer;
    }

    private static ArrayNode vector(JsonNode input, int length) {
        Random random = new Random(input.toString().hashCode());
        double[] numbers = random.doubles(length, -1, 1).toArray();
        double norm = 0;
        for (double number : numbers) {
            norm += number * number;
        }
        ArrayNode vector = SandboxScript.delta().putArray("embedding");
        for (double number : numbers) {
            vector.add((float) (number / Math.sqrt(norm)));
        }
        return vector;
    }
}
