package dev.serai.dialects;

import java.util.function.Consumer;

/** One tool call of an answer while it comes in. For one thread. */
public final class ToolPart {
    private final Consumer<String> fragments;
    private boolean begun;
    private boolean ended;

    ToolPart(Consumer<String> fragments) {
        this.fragments = fragments;
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
        if (!begun) {
            arguments("{}");
        }
        ended = true;
    }
}
