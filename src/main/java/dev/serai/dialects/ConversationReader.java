package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.Conversation.Role;
import dev.serai.dialects.Conversation.Turn;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Conversation} of OpenAI's messages. One for each translation, used by one thread. */
final class ConversationReader {
    /** Providers refuse a turn without content, and dropping it would break the alternation. */
    private static final String EMPTY = "(empty)";

    /** Bedrock's models want the user to begin. */
    private static final String BEGINNING = "Continue";

    private final boolean restoresThinking;
    private final boolean restoresExtraContent;
    private final List<Part.Text> system = new ArrayList<>();
    private final List<OpenTurn> turns = new ArrayList<>();
    private final ToolHistory tools = new ToolHistory();

    private ConversationReader(boolean restoresThinking, boolean restoresExtraContent) {
        this.restoresThinking = restoresThinking;
        this.restoresExtraContent = restoresExtraContent;
    }

    /**
     * Reads all messages.
     *
     * @param restoresThinking whether signed thinking blocks go back into the assistant's turns; only Claude takes them,
     *     and no signature but Claude's comes in that form (that of others is dropped, none is ever invented)
     * @param restoresExtraContent whether what the provider gave with a message goes back with it
     * @throws GatewayException 400 naming the message where calls and results of tools don't match, or a part is not fit
     */
    static Conversation read(ChatRequest request, boolean restoresThinking, boolean restoresExtraContent) {
        ConversationReader reader = new ConversationReader(restoresThinking, restoresExtraContent);
        JsonNode messages = request.tree().path("messages");
        for (int i = 0; i < messages.size(); i++) {
            reader.message(i, messages.get(i));
        }
        reader.tools.settled();
        return reader.conversation();
    }

    private void message(int index, JsonNode message) {
        String path = "messages[" + index + "]";
        switch (message.path("role").asText()) {
            case "system", "developer" -> system(message, path);
            case "user" -> user(message, path);
            case "assistant" -> assistant(index, message, path);
            case "tool" -> toolResult(message, path);
            case "function" -> functionResult(message, path);
            default ->
                throw GatewayException.invalid("invalid_value", path + ".role", "There is no such role of a message.");
        }
    }

    private void system(JsonNode message, String path) {
        for (Part part : marked(MessageParts.of(message, path), CacheMark.on(message))) {
            if (!(part instanceof Part.Text text)) {
                throw GatewayException.invalid(
                        "invalid_value", path + ".content", "A system message consists of text alone.");
            }
            system.add(text);
        }
    }

    private void user(JsonNode message, String path) {
        tools.settled();
        turn(Role.USER).addAll(marked(MessageParts.of(message, path), CacheMark.on(message)));
    }

    private void assistant(int index, JsonNode message, String path) {
        tools.settled();
        if (Json.field(message, "audio") != null) {
            throw GatewayException.invalid(
                    "unsupported_value", path + ".audio", "This model knows no audio of earlier answers.");
        }
        List<Part> parts = new ArrayList<>(MessageParts.of(message, path));
        String refusal = Json.text(message, "refusal");
        if (refusal != null && !refusal.isBlank()) {
            parts.add(new Part.Text(refusal));
        }
        List<Part.ToolCall> calls = ToolCalls.of(index, message);
        JsonNode extraContent = Json.field(message, "extra_content");
        boolean ofCall = calls.stream().anyMatch(call -> call.extraContent() == extraContent);
        if (restoresExtraContent && extraContent != null && !ofCall) {
            parts.add(new Part.ExtraContent(extraContent));
        }
        tools.called(index, calls);
        parts.addAll(calls);
        List<Part> turn = turn(Role.ASSISTANT);
        if (restoresThinking) {
            turn.addAll(ThinkingBlocks.of(message));
        }
        turn.addAll(marked(parts, CacheMark.on(message)));
    }

    private void toolResult(JsonNode message, String path) {
        String id = Json.text(message, "tool_call_id");
        if (id == null) {
            throw GatewayException.invalid(
                    "missing_required_parameter", path + ".tool_call_id", "A tool message names the call it answers.");
        }
        tools.answered(id, path + ".tool_call_id");
        result(id, message, path);
    }

    private void functionResult(JsonNode message, String path) {
        result(tools.answeredFunction(path), message, path);
    }

    private void result(String id, JsonNode message, String path) {
        CacheMark mark = CacheMark.on(message);
        List<Part> content = new ArrayList<>();
        for (Part part : MessageParts.of(message, path)) {
            mark = part.cache() == null ? mark : part.cache();
            content.add(part.marked(null));
        }
        turn(Role.USER).add(new Part.ToolResult(id, content, mark));
    }

    /** The parts with a message's own mark on the last of them that can carry one. */
    private static List<Part> marked(List<Part> parts, @Nullable CacheMark mark) {
        if (mark == null || parts.isEmpty()) {
            return parts;
        }
        List<Part> marked = new ArrayList<>(parts);
        marked.set(parts.size() - 1, parts.get(parts.size() - 1).marked(mark));
        return marked;
    }

    /** The turn of this role that the next message belongs to. */
    private List<Part> turn(Role role) {
        if (turns.isEmpty() || turns.get(turns.size() - 1).role() != role) {
            turns.add(new OpenTurn(role, new ArrayList<>()));
        }
        return turns.get(turns.size() - 1).parts();
    }

    private Conversation conversation() {
        List<Turn> finished = new ArrayList<>();
        if (turns.isEmpty() || turns.get(0).role() == Role.ASSISTANT) {
            finished.add(new Turn(Role.USER, List.of(new Part.Text(BEGINNING))));
        }
        for (int i = 0; i < turns.size(); i++) {
            OpenTurn turn = turns.get(i);
            if (turn.parts().stream().allMatch(Conversation::saysNothing)) {
                if (i == turns.size() - 1 && turn.role() == Role.ASSISTANT) {
                    break; // An answer that begins with nothing: the model begins it.
                }
                turn.parts().add(new Part.Text(EMPTY));
            }
            finished.add(new Turn(turn.role(), turn.parts()));
        }
        trimPrefill(finished);
        return new Conversation(system, finished);
    }

    /** Anthropic refuses a last assistant turn that ends with white space. */
    private static void trimPrefill(List<Turn> turns) {
        int last = turns.size() - 1;
        Turn turn = turns.get(last);
        List<Part> parts = new ArrayList<>(turn.parts());
        if (turn.role() == Role.ASSISTANT && parts.get(parts.size() - 1) instanceof Part.Text text) {
            parts.set(parts.size() - 1, new Part.Text(text.text().stripTrailing(), text.cache()));
            turns.set(last, new Turn(turn.role(), parts));
        }
    }

    private record OpenTurn(Role role, List<Part> parts) {}
}
