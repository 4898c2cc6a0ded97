package dev.serai.dialects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A chat in the shape that Anthropic's Messages and Bedrock's Converse share: system texts apart, then turns that
 * alternate, the first of them the user's, no turn empty, and the results of a turn's tool calls at the head of the next.
 * Immutable. {@link ConversationReader} makes it of OpenAI's messages.
 *
 * @param system system and developer messages in their order, those from the middle of the chat included
 * @param turns at least one
 */
public record Conversation(List<Part.Text> system, List<Turn> turns) {
    public Conversation {
        system = List.copyOf(system);
        turns = List.copyOf(turns);
    }

    /** Who speaks. */
    public enum Role {
        USER,
        ASSISTANT
    }

    /** What one of them says before the other does. */
    public record Turn(Role role, List<Part> parts) {
        public Turn {
            parts = List.copyOf(parts);
        }

        boolean has(Predicate<Part> what) {
            return parts.stream().anyMatch(what);
        }
    }

    /** With another system text behind the others. */
    public Conversation withSystem(String text) {
        List<Part.Text> more = new ArrayList<>(system);
        more.add(new Part.Text(text));
        return new Conversation(more, turns);
    }

    /** With the system texts at the head of the first user turn, for models that take no system prompt. */
    public Conversation withoutSystemPrompt() {
        List<Turn> moved = new ArrayList<>(turns);
        List<Part> first = new ArrayList<>(system);
        first.addAll(turns.get(0).parts());
        moved.set(0, new Turn(Role.USER, first));
        return new Conversation(List.of(), moved);
    }

    /** With every part, system texts first, as it comes out of this. */
    Conversation map(UnaryOperator<Part> change) {
        List<Part.Text> newSystem =
                system.stream().map(text -> (Part.Text) change.apply(text)).toList();
        return new Conversation(newSystem, mapTurns(change));
    }

    private List<Turn> mapTurns(UnaryOperator<Part> change) {
        return turns.stream()
                .map(turn ->
                        new Turn(turn.role(), turn.parts().stream().map(change).toList()))
                .toList();
    }

    /** With calls and results of tools told in words, for a model that is shown no tools. */
    Conversation withToolsInWords() {
        Map<String, String> called = new HashMap<>();
        List<Turn> told = new ArrayList<>();
        for (Turn turn : turns) {
            List<Part> parts = new ArrayList<>();
            turn.parts().forEach(part -> parts.addAll(inWords(part, called)));
            told.add(new Turn(turn.role(), parts));
        }
        return new Conversation(system, told);
    }

    private static List<Part> inWords(Part part, Map<String, String> called) {
        if (part instanceof Part.ToolCall call) {
            called.put(call.id(), call.name());
            return List.of(new Part.Text(
                    "Called " + call.name() + " with " + Json.string(call.arguments()) + ".", call.cache()));
        }
        if (part instanceof Part.ToolResult result) {
            List<Part> words = new ArrayList<>();
            words.add(new Part.Text("Result of " + called.get(result.id()) + ":"));
            words.addAll(result.content());
            int last = words.size() - 1;
            words.set(last, words.get(last).marked(result.cache()));
            return words;
        }
        return List.of(part);
    }

    /** Whether tools were called. */
    public boolean hasToolHistory() {
        return turns.stream().anyMatch(turn -> turn.has(Part.ToolCall.class::isInstance));
    }

    /** Whether the last turn is the assistant's, to be continued. */
    public boolean endsWithPrefill() {
        return last().role() == Role.ASSISTANT;
    }

    /**
     * Whether the model is at work with tools, and the chat has lost what it thought when it began: no assistant turn since
     * the user last spoke has thoughts in it.
     */
    boolean inToolLoopWithoutThinking() {
        if (!answersCalls(last())) {
            return false;
        }
        for (int i = turns.size() - 1; i > 0 && answersCalls(turns.get(i)); i -= 2) {
            if (turns.get(i - 1).has(Conversation::isThinking)) {
                return false;
            }
        }
        return true;
    }

    private static boolean answersCalls(Turn turn) {
        return turn.has(Part.ToolResult.class::isInstance);
    }

    static boolean isThinking(Part part) {
        return part instanceof Part.Thinking || part instanceof Part.RedactedThinking;
    }

    /** Whether the part tells the model nothing that was said. */
    static boolean saysNothing(Part part) {
        return isThinking(part) || part instanceof Part.ExtraContent;
    }

    private Turn last() {
        return turns.get(turns.size() - 1);
    }

    /** The parts of all turns in their order, those inside of tool results included. */
    List<Part> allParts() {
        List<Part> all = new ArrayList<>();
        for (Turn turn : turns) {
            for (Part part : turn.parts()) {
                all.add(part);
                if (part instanceof Part.ToolResult result) {
                    all.addAll(result.content());
                }
            }
        }
        return all;
    }

    /** The tools that were called, once each. */
    Set<String> namesOfCalls() {
        Set<String> names = new LinkedHashSet<>();
        for (Part part : allParts()) {
            if (part instanceof Part.ToolCall call) {
                names.add(call.name());
            }
        }
        return names;
    }
}
