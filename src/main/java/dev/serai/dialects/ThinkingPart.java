package dev.serai.dialects;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One block of thinking while it comes in: its text goes on at once, its signature when it is whole. For one thread. */
public final class ThinkingPart {
    private final Consumer<String> fragments;
    private final BiConsumer<String, String> whole;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder signature = new StringBuilder();

    ThinkingPart(Consumer<String> fragments, BiConsumer<String, String> whole) {
        this.fragments = fragments;
        this.whole = whole;
    }

    public void text(String fragment) {
        if (!fragment.isEmpty()) {
            text.append(fragment);
            fragments.accept(fragment);
        }
    }

    public void signature(String fragment) {
        signature.append(fragment);
    }

    /** The block is whole. Without a signature no provider takes it back, so that it is only shown. */
    public void end() {
        if (!signature.isEmpty()) {
            whole.accept(text.toString(), signature.toString());
        }
    }
}
