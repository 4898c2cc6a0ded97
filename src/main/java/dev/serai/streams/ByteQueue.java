package dev.serai.streams;

import java.util.Arrays;

/** A growing run of bytes. For one thread. */
final class ByteQueue {
    private byte[] bytes = new byte[512];
    private int length;

    void append(byte[] source, int from, int to) {
        int wanted = length + to - from;
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, wanted));
        }
        System.arraycopy(source, from, bytes, length, to - from);
        length = wanted;
    }

    int length() {
        return length;
    }

    /** The array behind it, valid up to {@link #length} and until the next {@link #append}. */
    byte[] array() {
        return bytes;
    }

    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, length);
        length = 0;
        return taken;
    }

    void clear() {
        length = 0;
    }
}
