package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The raw texts of Bedrock's InvokeModel: what each vendor's model refuses, and what it answers, whole and as a stream
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html).
 */
final class InvokeTextRules {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private InvokeTextRules() {}

    static void check(String model, JsonNode body) {
        if (model.contains("titan")) {
            Strict.onlyFields(body, "", "inputText", "textGenerationConfig");
            Strict.text(body, "", "inputText");
            JsonNode config = Strict.object(body, "", "textGenerationConfig");
            Strict.onlyFields(config, "textGenerationConfig", "temperature", "topP", "maxTokenCount", "stopSequences");
            Strict.range(config, "textGenerationConfig", "temperature", 0, 1);
            Strict.wholeFrom(config, "textGenerationConfig", "maxTokenCount", 1);
        } else if (model.contains("llama")) {
            Strict.onlyFields(body, "", "prompt", "max_gen_len", "temperature", "top_p", "images");
            Strict.text(body, "", "prompt");
            Strict.range(body, "", "temperature", 0, 1);
            Strict.range(body, "", "max_gen_len", 1, 8192);
        } else if (model.contains("mistral")) {
            Strict.onlyFields(body, "", "prompt", "max_tokens", "stop", "temperature", "top_p", "top_k");
            Strict.text(body, "", "prompt");
            Strict.range(body, "", "temperature", 0, 1);
        } else if (model.contains("cohere.command")) {
            Strict.onlyFields(
                    body,
                    "",
                    "prompt",
                    "temperature",
                    "p",
                    "k",
                    "max_tokens",
                    "stop_sequences",
                    "stream",
                    "return_likelihoods",
                    "num_generations",
                    "logit_bias",
                    "truncate");
            Strict.text(body, "", "prompt");
            Strict.range(body, "", "temperature", 0, 5);
        } else {
            throw RequestRefused.invalid("modelId", "The provided model identifier is invalid.");
        }
    }

    static Reply answer(String model, JsonNode body, boolean stream) {
        String prompt =
                body.path(model.contains("titan") ? "inputText" : "prompt").asText();
        int most = body.at("/textGenerationConfig/maxTokenCount").asInt(0)
                + body.path("max_gen_len").asInt(0)
                + body.path("max_tokens").asInt(0);
        Turn turn = CompletedPrompt.of(prompt, most == 0 ? 512 : most);
        return stream ? stream(model, turn) : whole(model, turn);
    }

    private static Reply whole(String model, Turn turn) {
        ObjectNode answer = NODES.objectNode();
        if (model.contains("titan")) {
            answer.put("inputTextTokenCount", turn.inputTokens());
            answer.putArray("results")
                    .addObject()
                    .put("tokenCount", turn.outputTokens())
                    .put("outputText", turn.text())
                    .put("completionReason", reason(model, turn));
        } else if (model.contains("llama")) {
            answer.put("generation", turn.text())
                    .put("prompt_token_count", turn.inputTokens())
                    .put("generation_token_count", turn.outputTokens())
                    .put("stop_reason", reason(model, turn));
        } else if (model.contains("mistral")) {
            answer.putArray("outputs").addObject().put("text", turn.text()).put("stop_reason", reason(model, turn));
        } else {
            answer.put("id", "e5")
                    .put("prompt", "")
                    .putArray("generations")
                    .addObject()
                    .put("id", "g1")
                    .put("text", turn.text())
                    .put("finish_reason", reason(model, turn));
        }
        return Reply.json(200, answer.toString())
                .header("X-Amzn-Bedrock-Input-Token-Count", Integer.toString(turn.inputTokens()))
                .header("X-Amzn-Bedrock-Output-Token-Count", Integer.toString(turn.outputTokens()));
    }

    static Reply stream(String model, Turn turn) {
        List<Reply.Frame> frames = new ArrayList<>();
        for (String piece : turn.pieces()) {
            frames.add(frame(piece(model, piece, null, turn), true));
        }
        ObjectNode last = piece(model, "", reason(model, turn), turn);
        last.putObject("amazon-bedrock-invocationMetrics")
                .put("inputTokenCount", turn.inputTokens())
                .put("outputTokenCount", turn.outputTokens())
                .put("invocationLatency", 12)
                .put("firstByteLatency", 5);
        frames.add(frame(last, false));
        return Reply.stream("application/vnd.amazon.eventstream", frames);
    }

    private static ObjectNode piece(String model, String text, @Nullable String reason, Turn turn) {
        ObjectNode piece = NODES.objectNode();
        if (model.contains("titan")) {
            piece.put("outputText", text).put("index", 0).put("completionReason", reason);
        } else if (model.contains("llama")) {
            piece.put("generation", text)
                    .put("prompt_token_count", turn.inputTokens())
                    .put("generation_token_count", 1)
                    .put("stop_reason", reason);
        } else if (model.contains("mistral")) {
            piece.putArray("outputs").addObject().put("text", text).put("stop_reason", reason);
        } else {
            piece.put("text", text).put("is_finished", reason != null).put("finish_reason", reason);
        }
        return piece;
    }

    private static Reply.Frame frame(ObjectNode payload, boolean content) {
        String bytes = Base64.getEncoder().encodeToString(payload.toString().getBytes(StandardCharsets.UTF_8));
        String json =
                NODES.objectNode().put("bytes", bytes).put("p", "abcdefgh").toString();
        return new Reply.Frame(EventStreamFrames.event("chunk", json), content);
    }

    private static String reason(String model, Turn turn) {
        boolean cut = turn.stop() == Turn.Stop.LENGTH;
        if (model.contains("titan")) {
            return cut ? "LENGTH" : "FINISH";
        }
        if (model.contains("cohere")) {
            return cut ? "MAX_TOKENS" : "COMPLETE";
        }
        return cut ? "length" : "stop";
    }
}
