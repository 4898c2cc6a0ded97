package dev.serai.dialects.oci;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Conversation.Role;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.dialects.Part;
import dev.serai.dialects.RequestPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes what was said as COHERE has it: the last of it apart ({@code message} or {@code toolResults}), the rest as
 * {@code chatHistory}. One for each translation.
 *
 * @see <a
 *     href="https://docs.oracle.com/en-us/iaas/api/#/EN/generative-ai-inference/20231130/datatypes/CohereChatRequest">OCI:
 *     CohereChatRequest</a>
 */
final class CohereTurns {
    private static final String MESSAGE = "message";
    private static final String PARAGRAPH = "\n\n";

    /** A TOOL message wants a CHATBOT message behind it (guess, after langchain-oracle, which makes one up as well). */
    private static final String BETWEEN = "(empty)";

    private final RequestPlan plan;
    private final ArrayNode history;
    /** By the client's id: a result names its call by repeating it. */
    private final Map<String, Part.ToolCall> calls = new HashMap<>();

    private CohereTurns(RequestPlan plan, ArrayNode history) {
        this.plan = plan;
        this.history = history;
    }

    static void write(RequestPlan plan, ObjectNode chat) {
        chat.put(MESSAGE, "");
        CohereTurns writer = new CohereTurns(plan, chat.putArray("chatHistory"));
        List<Turn> turns = plan.conversation().turns();
        int last = turns.size() - 1;
        turns.subList(0, last).forEach(writer::earlier);
        writer.last(turns.get(last).parts(), chat);
        if (writer.history.isEmpty()) {
            chat.remove("chatHistory");
        }
        if (!plan.conversation().system().isEmpty()) {
            chat.put("preambleOverride", joined(plan.conversation().system()));
        }
    }

    private void earlier(Turn turn) {
        if (turn.role() == Role.ASSISTANT) {
            chatbot(turn.parts());
            return;
        }
        List<Part> said = results(turn.parts(), false);
        if (!said.isEmpty()) {
            message("USER").put(MESSAGE, joined(said));
        }
    }

    /** Results alone are the current step, beside an empty message; with words of the user's they are history. */
    private void last(List<Part> parts, ObjectNode chat) {
        boolean resultsAlone = parts.stream().allMatch(Part.ToolResult.class::isInstance);
        if (resultsAlone) {
            ArrayNode written = chat.putArray("toolResults");
            parts.forEach(part -> result((Part.ToolResult) part, written.addObject()));
        } else {
            chat.put(MESSAGE, joined(results(parts, true)));
        }
    }

    /** Writes the results at the head of a turn, and gives what stands behind them. */
    private List<Part> results(List<Part> parts, boolean last) {
        List<Part> results =
                parts.stream().filter(Part.ToolResult.class::isInstance).toList();
        List<Part> said = parts.stream()
                .filter(part -> !(part instanceof Part.ToolResult))
                .toList();
        if (!results.isEmpty()) {
            ArrayNode written = message("TOOL").putArray("toolResults");
            results.forEach(part -> result((Part.ToolResult) part, written.addObject()));
            if (last || !said.isEmpty()) {
                message("CHATBOT").put(MESSAGE, BETWEEN);
            }
        }
        return said;
    }

    private void chatbot(List<Part> parts) {
        ObjectNode message = message("CHATBOT");
        List<Part> said =
                parts.stream().filter(part -> !(part instanceof Part.ToolCall)).toList();
        if (!said.isEmpty()) {
            message.put(MESSAGE, joined(said));
        }
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                calls.put(call.id(), call);
                call(call, message.withArray("toolCalls").addObject());
            }
        }
    }

    private ObjectNode message(String role) {
        return history.addObject().put("role", role);
    }

    private void call(Part.ToolCall call, ObjectNode written) {
        written.put("name", plan.names().providerName(call.name())).set("parameters", call.arguments());
    }

    private void result(Part.ToolResult result, ObjectNode written) {
        Part.ToolCall call = calls.get(result.id());
        if (call == null) {
            throw new IllegalStateException("a result without its call, which the plan should have refused");
        }
        call(call, written.putObject("call"));
        written.putArray("outputs").addObject().put("output", joined(result.content()));
    }

    private static String joined(List<? extends Part> parts) {
        return parts.stream().map(Readable::text).collect(Collectors.joining(PARAGRAPH));
    }
}
