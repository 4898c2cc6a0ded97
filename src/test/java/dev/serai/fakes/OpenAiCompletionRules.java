package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's text completions: what they refuse, and what they answer
 * (https://platform.openai.com/docs/api-reference/completions/create).
 */
final class OpenAiCompletionRules {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private OpenAiCompletionRules() {}

    static void check(JsonNode request) {
        Strict.onlyFields(
                request,
                "",
                "model",
                "prompt",
                "suffix",
                "max_tokens",
                "temperature",
                "top_p",
                "n",
                "stream",
                "stream_options",
                "logprobs",
                "echo",
                "stop",
                "presence_penalty",
                "frequency_penalty",
                "best_of",
                "logit_bias",
                "seed",
                "user");
        String model = Strict.text(request, "", "model");
        if (!model.contains("instruct") && !model.matches("(davinci|babbage)-002")) {
            throw new RequestRefused(404, "model_not_found", "model", "This is a chat model.");
        }
        Strict.check(request.has("prompt"), "prompt", "is required");
        Strict.check(
                !request.has("stream_options") || request.path("stream").asBoolean(),
                "stream_options",
                "is only allowed with stream");
    }

    static Reply answer(JsonNode request) {
        List<Turn> turns = new ArrayList<>();
        for (JsonNode prompt : prompts(request.path("prompt"))) {
            String text = prompt.isTextual() ? prompt.asText() : prompt.toString();
            turns.add(CompletedPrompt.of(text, request.path("max_tokens").asInt(16)));
        }
        return request.path("stream").asBoolean() ? stream(request, turns) : whole(request, turns);
    }

    private static List<JsonNode> prompts(JsonNode prompt) {
        if (prompt.isNull()) {
            return List.of(NODES.textNode("<|endoftext|>"));
        }
        if (prompt.isTextual() || prompt.path(0).isNumber()) {
            return List.of(prompt);
        }
        List<JsonNode> prompts = new ArrayList<>();
        prompt.forEach(prompts::add);
        return prompts;
    }

    private static Reply whole(JsonNode request, List<Turn> turns) {
        ObjectNode answer = head(request);
        ArrayNode choices = answer.putArray("choices");
        for (Turn turn : turns) {
            choices.add(choice(choices.size(), turn.text(), reason(turn)));
        }
        answer.set("usage", usage(turns));
        return Reply.json(200, answer.toString());
    }

    private static Reply stream(JsonNode request, List<Turn> turns) {
        List<Reply.Frame> frames = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            if (request.path("echo").asBoolean()) {
                String said = prompts(request.path("prompt")).get(i).asText();
                frames.add(event(request, choice(i, said, null), true));
            }
            for (String piece : turns.get(i).pieces()) {
                frames.add(event(request, choice(i, piece, null), true));
            }
            frames.add(event(request, choice(i, "", reason(turns.get(i))), false));
        }
        if (request.at("/stream_options/include_usage").asBoolean()) {
            ObjectNode last = head(request);
            last.putArray("choices");
            last.set("usage", usage(turns));
            frames.add(Reply.Frame.of("data: " + last + "\n\n"));
        }
        frames.add(Reply.Frame.of("data: [DONE]\n\n"));
        return Reply.stream("text/event-stream; charset=utf-8", frames);
    }

    private static Reply.Frame event(JsonNode request, ObjectNode choice, boolean content) {
        ObjectNode chunk = head(request);
        chunk.putArray("choices").add(choice);
        String event = "data: " + chunk + "\n\n";
        return content ? Reply.Frame.content(event) : Reply.Frame.of(event);
    }

    private static ObjectNode head(JsonNode request) {
        return NODES.objectNode()
                .put("id", "cmpl-canary")
                .put("object", "text_completion")
                .put("created", 1_768_478_400)
                .put("model", request.path("model").asText() + ":20230824-v2");
    }

    private static ObjectNode choice(int index, String text, @Nullable String reason) {
        return NODES.objectNode()
                .put("text", text)
                .put("index", index)
                .putNull("logprobs")
                .put("finish_reason", reason);
    }

    private static String reason(Turn turn) {
        return turn.stop() == Turn.Stop.LENGTH ? "length" : "stop";
    }

    private static ObjectNode usage(List<Turn> turns) {
        int input = turns.stream().mapToInt(Turn::inputTokens).sum();
        int output = turns.stream().mapToInt(Turn::outputTokens).sum();
        return NODES.objectNode()
                .put("prompt_tokens", input)
                .put("completion_tokens", output)
                .put("total_tokens", input + output);
    }
}
