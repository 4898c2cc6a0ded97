package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/**
 * What OpenAI's reference asks of a request for embeddings, field by field.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings/create">OpenAI: create embeddings</a>
 */
final class EmbeddingRequestRules {
    /** Ours, by either vendor's name. */
    static final List<String> PURPOSES = List.of("input_type", "task_type");

    private static final int MOST_INPUTS = 2048;
    /** No model's vectors are so long; what is above is a mistake. */
    private static final int MOST_DIMENSIONS = 65_536;

    private static final Set<String> ENCODINGS = ChatRequestRules.names("base64", "float");

    private EmbeddingRequestRules() {}

    /** Throws a 400 for the first fault; {@code model} is looked at first. */
    static void check(ObjectNode request) {
        FieldChecks fields = new FieldChecks(request, "");
        ChatRequestRules.model(fields);
        SteeringFields.refuse(request);
        input(fields.required("input"));
        fields.oneOf("encoding_format", ENCODINGS);
        fields.integer("dimensions", 1, MOST_DIMENSIONS);
        fields.string("user");
        PURPOSES.forEach(name -> purpose(fields, name));
    }

    private static void input(JsonNode input) {
        if (input.isTextual()) {
            text(input, "input");
        } else if (input.isArray()) {
            inputs(input);
        } else {
            throw FieldFaults.type("input", "a string, an array of strings, or tokens", input);
        }
    }

    private static void inputs(JsonNode input) {
        if (input.isEmpty()) {
            throw FieldFaults.emptyArray("input");
        }
        JsonNode first = input.get(0);
        if (first.isNumber()) {
            TokenRules.check(input, "input");
            return;
        }
        if (input.size() > MOST_INPUTS) {
            throw FieldFaults.arrayTooLong("input", MOST_INPUTS, input.size());
        }
        for (int i = 0; i < input.size(); i++) {
            String param = "input[" + i + "]";
            if (first.isArray()) {
                TokenRules.check(input.get(i), param);
            } else {
                text(input.get(i), param);
            }
        }
    }

    private static void text(JsonNode text, String param) {
        if (FieldChecks.string(text, param, Integer.MAX_VALUE).isEmpty()) {
            throw FieldFaults.emptyString(param);
        }
    }

    private static void purpose(FieldChecks fields, String name) {
        fields.string(name);
        JsonNode value = fields.field(name);
        if (value != null && EmbeddingPurpose.of(value.textValue()).isEmpty()) {
            throw FieldFaults.value(name, value.textValue(), EmbeddingPurpose.supported());
        }
    }
}
