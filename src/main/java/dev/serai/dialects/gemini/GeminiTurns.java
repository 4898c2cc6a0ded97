package dev.serai.dialects.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Conversation;
import dev.serai.dialects.Conversation.Role;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.dialects.Json;
import dev.serai.dialects.Part;
import dev.serai.dialects.RequestPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what was said: {@code systemInstruction} and {@code contents}. One for each translation. */
final class GeminiTurns {
    /** Stands for the signature of a call that another model made; Gemini 3 refuses a call without any. */
    private static final String FOREIGN = "skip_thought_signature_validator";

    private static final String PARTS = "parts";
    private static final String TEXT = "text";
    private static final String SIGNATURE = "thoughtSignature";

    private final RequestPlan plan;
    private final GeminiModel model;
    /** The calls of the model's last turn: results have no ids, and are known by their place. */
    private List<Part.ToolCall> calls = List.of();

    private GeminiTurns(RequestPlan plan, GeminiModel model) {
        this.plan = plan;
        this.model = model;
    }

    static void write(RequestPlan plan, GeminiModel model, ObjectNode body) {
        GeminiTurns turns = new GeminiTurns(plan, model);
        Conversation conversation = plan.conversation();
        if (!conversation.system().isEmpty()) {
            ArrayNode system = body.putObject("systemInstruction").putArray(PARTS);
            conversation.system().forEach(text -> system.addObject().put(TEXT, text.text()));
        }
        ArrayNode contents = body.putArray("contents");
        for (Turn turn : conversation.turns()) {
            if (turn.role() == Role.USER) {
                turns.user(turn.parts(), contents);
            } else {
                turns.model(turn.parts(), content("model", contents));
            }
        }
    }

    private static ArrayNode content(String role, ArrayNode contents) {
        return contents.addObject().put("role", role).putArray(PARTS);
    }

    /** Gemini 3 wants the results of calls alone in their content; its forerunners want one content between two turns. */
    private void user(List<Part> parts, ArrayNode contents) {
        List<Part.ToolResult> results = new ArrayList<>();
        List<Part> others = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolResult result) {
                results.add(result);
            } else {
                others.add(part);
            }
        }
        ArrayNode content = content("user", contents);
        if (!results.isEmpty()) {
            results(results, content);
            if (model.isThree() && !others.isEmpty()) {
                content = content("user", contents);
            }
        }
        for (Part part : others) {
            content.add(GeminiMedia.part(part));
        }
        if (model.major() < 2 && others.stream().noneMatch(Part.Text.class::isInstance) && results.isEmpty()) {
            content.addObject().put(TEXT, "."); // (k) The first models refuse a picture without a word.
        }
    }

    /** In the order of the calls, whatever the order in which the client has them. */
    private void results(List<Part.ToolResult> results, ArrayNode content) {
        List<String> ids = calls.stream().map(Part.ToolCall::id).toList();
        results.sort(Comparator.comparingInt(result -> ids.indexOf(result.id())));
        for (Part.ToolResult result : results) {
            Part.ToolCall call = calls.get(ids.indexOf(result.id()));
            content.add(
                    GeminiResults.functionResponse(result, plan.names().providerName(call.name()), model.isThree()));
        }
        if (!model.isThree()) {
            results.forEach(result -> GeminiResults.media(result).forEach(content::add));
        }
    }

    private void model(List<Part> parts, ArrayNode content) {
        calls = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                content.add(functionCall(call));
                calls.add(call);
            } else if (part instanceof Part.ExtraContent extra) {
                sign(content, signature(extra.content()));
            } else {
                content.add(GeminiMedia.part(part));
            }
        }
    }

    private ObjectNode functionCall(Part.ToolCall call) {
        ObjectNode part = Json.object();
        part.putObject("functionCall")
                .put("name", plan.names().providerName(call.name()))
                .set("args", call.arguments());
        String signature = signature(call.extraContent());
        if (!signature.isEmpty()) {
            part.put(SIGNATURE, signature);
        } else if (model.isThree() && calls.isEmpty()) {
            part.put(SIGNATURE, FOREIGN);
        }
        return part;
    }

    /** The signature of an answer belongs to its last text. */
    private static void sign(ArrayNode content, String signature) {
        if (signature.isEmpty()) {
            return;
        }
        JsonNode last = content.path(content.size() - 1);
        if (last instanceof ObjectNode text && text.has(TEXT)) {
            text.put(SIGNATURE, signature);
        } else {
            content.addObject().put(TEXT, "").put(SIGNATURE, signature);
        }
    }

    /** In the place that Google's own OpenAI-compatible endpoint gives it (k). */
    private static String signature(@Nullable JsonNode extraContent) {
        return extraContent == null
                ? ""
                : extraContent.path("google").path("thought_signature").asText("");
    }
}
