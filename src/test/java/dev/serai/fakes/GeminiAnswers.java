package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** One answer in the shape of GenerateContentResponse, whole or as a stream; every candidate says the same. */
final class GeminiAnswers {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int THOUGHTS = 5;

    private final String model;
    private final Turn turn;
    private final int candidates;
    private final boolean thoughts;
    private final String responseId = Canary.of("rsp", 22);
    private final List<Reply.Frame> frames = new ArrayList<>();

    GeminiAnswers(String model, Turn turn) {
        this(model, turn, 1, false);
    }

    private GeminiAnswers(String model, Turn turn, int candidates, boolean thoughts) {
        this.model = model;
        this.turn = turn;
        this.candidates = candidates;
        this.thoughts = thoughts;
    }

    /** What the model says to a request. */
    static GeminiAnswers to(JsonNode request, String model) {
        return new GeminiAnswers(
                model,
                Turn.of(GeminiPrompt.of(request)),
                request.at("/generationConfig/candidateCount").asInt(1),
                request.at("/generationConfig/thinkingConfig/includeThoughts").asBoolean());
    }

    Reply whole() {
        ArrayNode parts = NODES.arrayNode();
        if (thoughts) {
            parts.add(thought());
        }
        if (!turn.text().isEmpty()) {
            parts.add(text(turn.text()));
        }
        calls().forEach(parts::add);
        ObjectNode response = NODES.objectNode();
        for (int i = 0; i < candidates; i++) {
            candidate(response, i, parts).put("finishReason", finishReason());
        }
        return Reply.json(200, around(response, true).toString());
    }

    /** Calls come whole; the last piece has an empty text, as the real stream's often has. */
    Reply stream() {
        if (thoughts) {
            pieces(thought(), false);
        }
        turn.pieces().forEach(piece -> pieces(text(piece), true));
        calls().forEach(call -> pieces(call, true));
        ObjectNode last = NODES.objectNode();
        for (int i = 0; i < candidates; i++) {
            candidate(last, i, NODES.arrayNode().add(text(""))).put("finishReason", finishReason());
        }
        frames.add(Reply.Frame.of(event(around(last, true))));
        return Reply.stream("text/event-stream", frames);
    }

    private void pieces(ObjectNode part, boolean content) {
        for (int i = 0; i < candidates; i++) {
            ObjectNode response = NODES.objectNode();
            candidate(response, i, NODES.arrayNode().add(part));
            String event = event(around(response, false));
            frames.add(content ? Reply.Frame.content(event) : Reply.Frame.of(event));
        }
    }

    /** An index of zero is left out, as Google's JSON leaves out whatever is zero. */
    private static ObjectNode candidate(ObjectNode response, int index, ArrayNode parts) {
        ObjectNode candidate = response.withArray("candidates").addObject();
        candidate.putObject("content").put("role", "model").set("parts", parts);
        return index == 0 ? candidate : candidate.put("index", index);
    }

    private static ObjectNode text(String text) {
        return NODES.objectNode().put("text", text);
    }

    private static ObjectNode thought() {
        return text("Let me think. ").put("thought", true);
    }

    /** The first call of a turn brings the signature. */
    private List<ObjectNode> calls() {
        List<ObjectNode> calls = new ArrayList<>();
        for (Turn.Call call : turn.calls()) {
            ObjectNode part = NODES.objectNode();
            part.putObject("functionCall").put("name", call.name()).set("args", call.arguments());
            calls.add(
                    calls.isEmpty()
                            ? part.put("thoughtSignature", ThoughtSignatures.ofCall(part.get("functionCall")))
                            : part);
        }
        return calls;
    }

    private String finishReason() {
        return turn.stop() == Turn.Stop.LENGTH ? "MAX_TOKENS" : "STOP";
    }

    private ObjectNode around(ObjectNode response, boolean whole) {
        ObjectNode usage = response.putObject("usageMetadata").put("promptTokenCount", turn.inputTokens());
        int thought = thoughts ? THOUGHTS : 0;
        int said = turn.outputTokens() * candidates;
        if (whole) {
            usage.put("candidatesTokenCount", said);
        }
        if (whole && thoughts) {
            usage.put("thoughtsTokenCount", thought);
        }
        usage.put("totalTokenCount", turn.inputTokens() + (whole ? said + thought : 0));
        usage.put("trafficType", "ON_DEMAND");
        return response.put("modelVersion", model)
                .put("createTime", "2026-11-22T12:00:00.000000Z")
                .put("responseId", responseId);
    }

    private static String event(ObjectNode response) {
        return "data: " + response + "\r\n\r\n";
    }
}
