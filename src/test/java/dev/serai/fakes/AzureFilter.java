package dev.serai.fakes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What Azure's content filter writes into OpenAI's answers (https://learn.microsoft.com/azure/ai-foundry/openai/concepts/content-filter):
 * of a stream an event of its own about the prompt comes first.
 */
final class AzureFilter {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String EVENT = "data: ";

    private AzureFilter() {}

    static Reply onWhole(Reply answer) {
        ObjectNode json = parsed(new String(answer.bytes(), StandardCharsets.UTF_8));
        json.path("choices").forEach(choice -> ((ObjectNode) choice).set("content_filter_results", results()));
        json.set("prompt_filter_results", promptResults());
        return Reply.json(answer.status(), json.toString());
    }

    static Reply onStream(Reply answer) {
        List<Reply.Frame> frames = new ArrayList<>();
        ObjectNode first = JsonNodeFactory.instance.objectNode();
        first.putArray("choices");
        first.put("created", 0).put("id", "").put("model", "").put("object", "");
        first.set("prompt_filter_results", promptResults());
        frames.add(Reply.Frame.of(EVENT + first + "\n\n"));
        answer.frames().map(AzureFilter::annotated).forEach(frames::add);
        return Reply.stream("text/event-stream; charset=utf-8", frames);
    }

    private static Reply.Frame annotated(Reply.Frame frame) {
        String text = new String(frame.bytes(), StandardCharsets.UTF_8);
        if (text.contains("[DONE]")) {
            return frame;
        }
        ObjectNode chunk = parsed(text.substring(EVENT.length()));
        for (JsonNode choice : chunk.path("choices")) {
            ObjectNode results =
                    choice.at("/delta/content").asText().isEmpty() ? JsonNodeFactory.instance.objectNode() : results();
            ((ObjectNode) choice).set("content_filter_results", results);
        }
        String event = EVENT + chunk + "\n\n";
        return frame.content() ? Reply.Frame.content(event) : Reply.Frame.of(event);
    }

    /** The body of the 400 for a prompt that the filter did not let through. */
    static ObjectNode refusal() {
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        ObjectNode error = envelope.putObject("error");
        error.put(
                        "message",
                        "The response was filtered due to the prompt triggering Azure OpenAI's content management policy."
                                + " Please modify your prompt and retry.")
                .putNull("type")
                .put("param", "prompt")
                .put("code", "content_filter")
                .put("status", 400);
        ObjectNode inner = error.putObject("innererror").put("code", "ResponsibleAIPolicyViolation");
        inner.set("content_filter_result", results());
        return envelope;
    }

    private static JsonNode promptResults() {
        return JsonNodeFactory.instance
                .arrayNode()
                .add(JsonNodeFactory.instance
                        .objectNode()
                        .put("prompt_index", 0)
                        .set("content_filter_results", results()));
    }

    private static ObjectNode results() {
        ObjectNode results = JsonNodeFactory.instance.objectNode();
        for (String category : List.of("hate", "self_harm", "sexual", "violence")) {
            results.putObject(category).put("filtered", false).put("severity", "safe");
        }
        results.putObject("protected_material_text").put("detected", false).put("filtered", false);
        return results;
    }

    private static ObjectNode parsed(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
