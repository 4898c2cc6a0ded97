package dev.serai.dialects.messages;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts an answer's pieces into blocks, one of which is open at a time, with dense numbers. While a tool call is open nobody can
 * tell whether more of it comes: whatever else comes meanwhile is kept, a block each, and told behind it. One for each
 * stream, used by one thread at a time.
 */
final class OpenBlocks {
    private final MessageEvents events;
    private final List<Kept> kept = new ArrayList<>();
    private final Set<Integer> tools = new HashSet<>();
    private Open open;
    private int openTool;
    private int index;

    /** What is open. */
    enum Open {
        NOTHING,
        TEXT,
        THINKING,
        TOOL
    }

    OpenBlocks(MessageEvents events) {
        this(events, -1, Open.NOTHING);
    }

    /** Goes on behind a block of this number, which may still be open. */
    OpenBlocks(MessageEvents events, int index, Open open) {
        this.events = events;
        this.index = index;
        this.open = open;
    }

    /** Whether this tool call has begun. */
    boolean knows(int tool) {
        return tools.contains(tool);
    }

    /** Whether a tool call has begun. */
    boolean anyTool() {
        return !tools.isEmpty();
    }

    void text(String fragment) {
        if (fragment.isEmpty()) {
            return;
        }
        if (open == Open.TOOL) {
            keep(Open.TEXT).content.append(fragment);
            return;
        }
        if (open != Open.TEXT) {
            next(Open.TEXT);
            events.startText(index);
        }
        events.text(index, fragment);
    }

    void thinking(String fragment) {
        if (fragment.isEmpty()) {
            return;
        }
        if (open == Open.TOOL) {
            keep(Open.THINKING).content.append(fragment);
            return;
        }
        startThinking();
        events.thinking(index, fragment);
    }

    /** The thought that is under way is whole; one that nobody may read has a signature alone. */
    void signature(String signature) {
        if (open == Open.TOOL) {
            Kept thought = keep(Open.THINKING);
            thought.signature = signature;
            return;
        }
        startThinking();
        events.signature(index, signature);
        close();
    }

    void redacted(String data) {
        if (open == Open.TOOL) {
            kept.add(new Kept(Open.NOTHING, -1, data, ""));
            return;
        }
        next(Open.NOTHING);
        events.startRedacted(index, data);
        events.stop(index);
    }

    void tool(int tool, String id, String name) {
        tools.add(tool);
        if (open == Open.TOOL) {
            kept.add(new Kept(Open.TOOL, tool, id, name));
            return;
        }
        startTool(tool, id, name);
    }

    void arguments(int tool, String fragment) {
        if (fragment.isEmpty()) {
            return;
        }
        if (open == Open.TOOL && openTool == tool) {
            events.arguments(index, fragment);
            return;
        }
        for (Kept call : kept) {
            if (call.kind == Open.TOOL && call.tool == tool) {
                call.content.append(fragment);
            }
        }
    }

    /** Nothing more comes. */
    void end() {
        close();
        kept.forEach(this::tell);
        kept.clear();
    }

    private void tell(Kept block) {
        String content = block.content.toString();
        switch (block.kind) {
            case TEXT -> text(content);
            case THINKING -> {
                thinking(content);
                if (!block.signature.isEmpty()) {
                    signature(block.signature);
                }
            }
            case TOOL -> {
                startTool(block.tool, block.id, block.name);
                arguments(block.tool, content);
            }
            case NOTHING -> redacted(block.id);
        }
        close();
    }

    private void startThinking() {
        if (open != Open.THINKING) {
            next(Open.THINKING);
            events.startThinking(index);
        }
    }

    private void startTool(int tool, String id, String name) {
        next(Open.TOOL);
        openTool = tool;
        events.startTool(index, id, name);
    }

    private void next(Open kind) {
        close();
        index++;
        open = kind;
    }

    private void close() {
        if (open != Open.NOTHING) {
            events.stop(index);
            open = Open.NOTHING;
        }
    }

    /** The last block that is kept, if it is of this kind and still goes on; else a new one. */
    private Kept keep(Open kind) {
        Kept last = kept.isEmpty() ? null : kept.get(kept.size() - 1);
        if (last != null && last.kind == kind && last.signature.isEmpty()) {
            return last;
        }
        Kept begun = new Kept(kind, -1, "", "");
        kept.add(begun);
        return begun;
    }

    /** A block that waits for its turn. */
    private static final class Kept {
        private final Open kind;
        private final int tool;
        private final String id;
        private final String name;
        private final StringBuilder content = new StringBuilder();
        private String signature = "";

        Kept(Open kind, int tool, String id, String name) {
            this.kind = kind;
            this.tool = tool;
            this.id = id;
            this.name = name;
        }
    }
}
