package dev.serai.dialects;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The tools that a model may call, and whether it must. Immutable.
 *
 * @param tools those that the model is shown
 * @param choice whether one is to be called
 * @param parallel whether several may be called at once
 */
public record ToolOffer(List<ToolDefinition> tools, ToolChoice choice, boolean parallel) {
    static final ToolOffer NOTHING = new ToolOffer(List.of(), ToolChoice.UNSAID, true);

    public ToolOffer {
        tools = List.copyOf(tools);
    }

    public boolean isEmpty() {
        return tools.isEmpty();
    }

    /** Whether the model is free to call anything at all. */
    public boolean allowsCalls() {
        return !tools.isEmpty() && choice.mode() != ToolChoice.Mode.NONE;
    }

    boolean has(String name) {
        return tools.stream().anyMatch(tool -> tool.name().equals(name));
    }

    public ToolOffer choosing(ToolChoice other) {
        return new ToolOffer(tools, other, parallel);
    }

    /** With only the tools that pass. */
    public ToolOffer only(Predicate<ToolDefinition> passes) {
        return new ToolOffer(tools.stream().filter(passes).toList(), choice, parallel);
    }

    ToolOffer with(ToolDefinition tool) {
        List<ToolDefinition> more = new ArrayList<>(tools);
        more.add(tool);
        return new ToolOffer(more, choice, parallel);
    }
}
