package dev.serai.dialects;

import java.util.function.Consumer;

/** One tool call of an answer while it comes in. For one thread. */
public final class ToolPart {
    private final Consumer<String> fragments;
    private final Runnable whole;
    private boolean begun;
    private boolean ended;

    ToolPart(Consumer<String> fragments) {
        this(fragments, () -> {});
    }

    private ToolPart(Consumer<String> fragments, Runnable whole) {
        this.fragments = fragments;
        this.whole = whole;
    }

    /** A call whose arguments are wanted in one piece. */
    static ToolPart collected(Consumer<String> arguments) {
        StringBuilder collected = new StringBuilder();
        return new ToolPart(collected::append, () -> arguments.accept(collected.toString()));
    }

    /** The next piece of the arguments' JSON. */
    public void arguments(String fragment) {
        if (!fragment.isEmpty() && !ended) {
            begun = true;
            fragments.accept(fragment);
        }
    }

    /** The call is whole; one without arguments gets <code>{}</code>, so that they are JSON. May come twice. */
    public void end() {
        if (ended) {
            return;
        }
        if (!begun) {
            arguments("{}");
        }
        ended = true;
        whole.run();
    }
}
