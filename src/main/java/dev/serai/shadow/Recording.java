package dev.serai.shadow;

import java.util.ArrayList;
import java.util.List;

/**
 * The chunks of a stream whose client gets them anyway, kept to be looked at when it has ended. One for each streamed answer
 * that is compared; written by its thread, and read by another once that has handed it on.
 */
public final class Recording {
    private static final int MOST_BYTES = 1024 * 1024;

    private final List<byte[]> chunks = new ArrayList<>();
    private int size;
    private boolean whole = true;

    /** Keeps chunks, unless there are too many of them: then it lets go of all. */
    public void add(List<byte[]> more) {
        for (byte[] chunk : more) {
            size = Math.min(MOST_BYTES + 1, size + chunk.length);
        }
        if (size <= MOST_BYTES) {
            chunks.addAll(more);
        } else if (whole) {
            whole = false;
            chunks.clear();
        }
    }

    /** Whether it has all chunks. */
    public boolean whole() {
        return whole;
    }

    /** In their order. */
    public List<byte[]> chunks() {
        return chunks;
    }
}
