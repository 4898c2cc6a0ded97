package dev.serai.dialects.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.JsonFields;
import dev.serai.dialects.JsonSplice;
import dev.serai.dialects.OpenAiUsage;
import dev.serai.dialects.Usage;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the gateway has to know of an OpenAI answer or chunk, read in the one pass over its bytes. One for each. */
final class OpenAiFields {
    /** What Azure's content filter found in the prompt, and its name of earlier versions. */
    private static final List<String> FILTER_RESULTS = List.of("prompt_filter_results", "prompt_annotations");

    private final Choices choices;
    private final boolean withoutFilterResults;
    private final JsonFields fields;
    private JsonNode usage = MissingNode.getInstance();
    private JsonNode error = MissingNode.getInstance();
    private String serviceTier = "";
    private String object = "";

    /**
     * @param toolIndexes of the stream that the chunk belongs to; null for a whole answer
     * @param context says how the answer is told
     */
    OpenAiFields(byte[] json, @Nullable ToolIndexes toolIndexes, AnswerContext context) {
        withoutFilterResults = context.withoutFilterResults();
        choices = new Choices(toolIndexes, withoutFilterResults);
        fields = JsonFields.of(json, this::read);
    }

    private void read(String name, JsonParser value) throws IOException {
        switch (name) {
            case "choices" -> choices.read(value);
            case "usage" -> usage = value.readValueAsTree();
            case "error" -> error = value.readValueAsTree();
            case "service_tier" -> serviceTier = text(value);
            case "object" -> object = text(value);
            default -> {}
        }
    }

    private static String text(JsonParser value) throws IOException {
        return value.currentToken() == JsonToken.VALUE_STRING ? value.getText() : "";
    }

    Choices choices() {
        return choices;
    }

    /** Whether it is an error: {@code "error": null} is none (https://github.com/Kilo-Org/cloud/pull/4900). */
    boolean isError() {
        return !error.isNull() && !error.isMissingNode() || object.equals("error");
    }

    /** The bytes that were read. */
    byte[] bytes() {
        return fields.bytes();
    }

    boolean hasUsage() {
        return usage.isObject();
    }

    Usage usage() {
        return OpenAiUsage.of(usage, serviceTier);
    }

    @Nullable
    FieldRange get(String name) {
        return fields.get(name);
    }

    /** A field's value as it stands in the bytes. */
    byte[] value(FieldRange field) {
        return fields.value(field);
    }

    /** Begins a copy that carries the client's name for the model. */
    JsonSplice named(byte[] model) {
        JsonSplice splice = fields.splice();
        if (withoutFilterResults) {
            FILTER_RESULTS.stream().map(fields::get).filter(Objects::nonNull).forEach(splice::remove);
        }
        FieldRange field = fields.get("model");
        return field == null ? splice.append("model", model) : splice.replace(field, model);
    }
}
