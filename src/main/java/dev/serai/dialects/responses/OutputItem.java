package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.Json;

/**
 * An item of a response's output while it grows. What comes while another item is being told is kept, and told when it is this
 * one's turn. One for each item, for one thread.
 */
abstract sealed class OutputItem permits MessageItem, ReasoningItem, CallItem, EndedItem {
    static final String IN_PROGRESS = "in_progress";
    static final String COMPLETED = "completed";
    static final String INCOMPLETE = "incomplete";

    private final String id;
    private final int index;
    private String status = IN_PROGRESS;

    /** @param index its place in the output, from 0 */
    OutputItem(String id, int index) {
        this.id = id;
        this.index = index;
    }

    final String id() {
        return id;
    }

    final int index() {
        return index;
    }

    final String status() {
        return status;
    }

    final boolean ended() {
        return !status.equals(IN_PROGRESS);
    }

    /** Its turn has come: tells that it is there. */
    final void open(ResponseEvents events) {
        events.item("response.output_item.added", index, Json.bytes(blank()));
    }

    /** Tells what is not told yet. */
    abstract void flush(ResponseEvents events);

    /** Nothing more comes: tells the ends of what is open in it, and its own. */
    final void close(ResponseEvents events, String endStatus) {
        end(endStatus);
        flush(events);
        closeParts(events);
        events.item("response.output_item.done", index, Json.bytes(json()));
    }

    /** Nothing more comes. */
    void end(String endStatus) {
        status = endStatus;
    }

    abstract void closeParts(ResponseEvents events);

    /** Whether, now that another item has begun, nothing more can come. */
    abstract boolean whole();

    /** The item before anything is in it. */
    abstract ObjectNode blank();

    /** The item as it is. */
    abstract ObjectNode json();
}
