package dev.serai.calls;

import java.util.Arrays;

/**
 * What a client asked, and the beginning of what it was answered, both as they were sent. There is one for callers alone whose
 * texts are to be kept. One for each request, used by its thread.
 */
public final class Transcript {
    /** The most that is kept of a text, in bytes. */
    public static final int MOST_BYTES = 256 * 1024;

    private final byte[] request;
    private byte[] bytes = new byte[1024];
    private int kept;
    private boolean cut;

    /** @param request what was asked; nobody changes it */
    public Transcript(byte[] request) {
        this.request = request;
    }

    /** All that was asked, as it came, whatever the gateway has added since. */
    public byte[] request() {
        return request;
    }

    /** What goes to the client next. */
    public void add(byte[] sent, int offset, int count) {
        int taken = Math.min(count, MOST_BYTES - kept);
        cut |= taken < count;
        if (kept + taken > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(MOST_BYTES, Math.max(2 * bytes.length, kept + taken)));
        }
        System.arraycopy(sent, offset, bytes, kept, taken);
        kept += taken;
    }

    public byte[] bytes() {
        return Arrays.copyOf(bytes, kept);
    }

    /** Whether more was sent than is kept. */
    public boolean cut() {
        return cut;
    }
}
