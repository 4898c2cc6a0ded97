package dev.serai.fakes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a fake provider sends, and how it goes wrong. Immutable: each method that changes something gives a new reply, so one can be
 * kept in a constant and played many times.
 */
public final class Reply {
    /** How the body is delimited on the wire. */
    enum Framing {
        CONTENT_LENGTH,
        CHUNKED,
        /** No head is written: the frames are the whole of it. */
        RAW
    }

    /** What happens where the reply is cut. */
    public enum Ending {
        /** Nothing more is sent; the connection stays open until the peer leaves. */
        STALL,
        /** The connection is reset (SO_LINGER 0). */
        RESET,
        /** The connection is closed with a FIN, the body unfinished. */
        HANG_UP,
        /** The body is finished as HTTP wants it, what was still to come is left out. */
        END
    }

    /** What is counted before a cut. */
    enum Unit {
        FRAMES,
        CONTENTS,
        BYTES
    }

    /** Where and how a reply is cut. */
    record Cut(Unit unit, long after, Ending ending) {}

    /** What comes before the head. */
    private interface Wait {
        void await() throws InterruptedException;
    }

    /** Bytes that are written at once; {@code content} marks those that carry something the model said. */
    public record Frame(byte[] bytes, boolean content) {
        public static Frame of(String text) {
            return new Frame(text.getBytes(StandardCharsets.UTF_8), false);
        }

        public static Frame content(String text) {
            return new Frame(text.getBytes(StandardCharsets.UTF_8), true);
        }
    }

    private final int status;
    private final List<ReceivedCall.Header> headers;
    private final Framing framing;
    private final List<Frame> frames;
    private final boolean repeated;
    private final Wait wait;
    private final Duration pace;
    private final @Nullable Cut cut;

    private Reply(
            int status,
            List<ReceivedCall.Header> headers,
            Framing framing,
            List<Frame> frames,
            boolean repeated,
            Wait wait,
            Duration pace,
            @Nullable Cut cut) {
        this.status = status;
        this.headers = headers;
        this.framing = framing;
        this.frames = frames;
        this.repeated = repeated;
        this.wait = wait;
        this.pace = pace;
        this.cut = cut;
    }

    private static Reply of(int status, Framing framing, List<Frame> frames) {
        return new Reply(status, List.of(), framing, List.copyOf(frames), false, () -> {}, Duration.ZERO, null);
    }

    /** A body of a known length. */
    public static Reply body(int status, String contentType, String body) {
        return body(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A body of a known length. */
    public static Reply body(int status, String contentType, byte[] body) {
        return of(status, Framing.CONTENT_LENGTH, List.of(new Frame(body, true)))
                .header("Content-Type", contentType);
    }

    public static Reply json(int status, String body) {
        return body(status, "application/json", body);
    }

    /** A head and nothing else, as of a 204 or a redirect. */
    public static Reply empty(int status) {
        return of(status, Framing.CONTENT_LENGTH, List.of());
    }

    /** A chunked body, a chunk a frame. */
    public static Reply stream(String contentType, List<Frame> frames) {
        return of(200, Framing.CHUNKED, frames).header("Content-Type", contentType);
    }

    /** Server-sent events, each given as it stands on the wire, blank line included. */
    public static Reply events(String... events) {
        return stream(
                "text/event-stream; charset=utf-8",
                Stream.of(events).map(Frame::content).toList());
    }

    /** Bytes instead of an HTTP response, or one with a head of one's own; the connection is closed after them. */
    public static Reply raw(byte[] bytes) {
        return of(0, Framing.RAW, List.of(new Frame(bytes, false)));
    }

    /** No answer at all: the request is read, then nothing. */
    public static Reply silence() {
        return of(0, Framing.RAW, List.of()).cut(Unit.FRAMES, 0, Ending.STALL);
    }

    /** The connection is reset as soon as the request was read. */
    public static Reply reset() {
        return of(0, Framing.RAW, List.of()).cut(Unit.FRAMES, 0, Ending.RESET);
    }

    public Reply status(int other) {
        return new Reply(other, headers, framing, frames, repeated, wait, pace, cut);
    }

    public Reply header(String name, String value) {
        List<ReceivedCall.Header> more = new ArrayList<>(headers);
        more.add(new ReceivedCall.Header(name, value));
        return new Reply(status, List.copyOf(more), framing, frames, repeated, wait, pace, cut);
    }

    /** Waits before the head is written. */
    public Reply after(Duration time) {
        return after(() -> Thread.sleep(time.toMillis()));
    }

    /** Writes the head once the latch is open. */
    public Reply after(CountDownLatch opened) {
        return after(opened::await);
    }

    private Reply after(Wait other) {
        return new Reply(status, headers, framing, frames, repeated, other, pace, cut);
    }

    /** Waits before each frame but the first. */
    public Reply paced(Duration gap) {
        return new Reply(status, headers, framing, frames, repeated, wait, gap, cut);
    }

    /** Sends the frames again and again until the peer leaves. */
    public Reply endless() {
        return new Reply(status, headers, framing, frames, true, wait, pace, cut);
    }

    public Reply cutAfterFrames(int count, Ending ending) {
        return cut(Unit.FRAMES, count, ending);
    }

    /** Cuts after so many frames that carry content, whatever stood between them. */
    public Reply cutAfterContents(int count, Ending ending) {
        return cut(Unit.CONTENTS, count, ending);
    }

    /** Cuts after so many bytes of the body, within a frame if need be. */
    public Reply cutAfterBytes(long count, Ending ending) {
        return cut(Unit.BYTES, count, ending);
    }

    /** The same bytes in frames of {@code size}, so that events and characters are torn apart. */
    public Reply inPiecesOf(int size) {
        byte[] all = bytes();
        List<Frame> pieces = new ArrayList<>();
        for (int from = 0; from < all.length; from += size) {
            pieces.add(new Frame(Arrays.copyOfRange(all, from, Math.min(all.length, from + size)), true));
        }
        return with(pieces);
    }

    /** Frames put before those that are there. */
    public Reply precededBy(Frame... first) {
        return with(Stream.concat(Stream.of(first), frames.stream()).toList());
    }

    /** Frames put after those that are there. */
    public Reply followedBy(Frame... last) {
        return with(Stream.concat(frames.stream(), Stream.of(last)).toList());
    }

    /** A frame put behind the one with so many contents, everything else as it is. */
    public Reply interruptedAfterContents(int count, Frame frame) {
        List<Frame> head = keepingContents(count).frames;
        return with(Stream.of(head.stream(), Stream.of(frame), frames.stream().skip(head.size()))
                .flatMap(all -> all)
                .toList());
    }

    /** All frames but the last. */
    public Reply withoutLastFrame() {
        return keepingFrames(frames.size() - 1);
    }

    /** Only the first frames, {@code [DONE]} and its like left out if they come later. */
    public Reply keepingFrames(int count) {
        return with(frames.subList(0, count));
    }

    /** Only what comes up to the frame with so many contents; with 0, only what comes before the first. */
    public Reply keepingContents(int count) {
        int kept = 0;
        for (int contents = 0;
                kept < frames.size()
                        && !(contents == count && (count > 0 || frames.get(kept).content()));
                kept++) {
            contents += frames.get(kept).content() ? 1 : 0;
        }
        return keepingFrames(kept);
    }

    /** The body compressed, whether the client asked for it or not. */
    public Reply gzipped() {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with(List.of(new Frame(compressed.toByteArray(), true))).header("Content-Encoding", "gzip");
    }

    private Reply with(List<Frame> other) {
        return new Reply(status, headers, framing, List.copyOf(other), repeated, wait, pace, cut);
    }

    private Reply cut(Unit unit, long after, Ending ending) {
        return new Reply(status, headers, framing, frames, repeated, wait, pace, new Cut(unit, after, ending));
    }

    int status() {
        return status;
    }

    List<ReceivedCall.Header> headers() {
        return headers;
    }

    Framing framing() {
        return framing;
    }

    /** The frames in the order they are sent; without an end if the reply is endless. */
    Stream<Frame> frames() {
        return repeated ? Stream.generate(() -> frames).flatMap(List::stream) : frames.stream();
    }

    /** Waits as long as the head has to. */
    void awaitHead() throws InterruptedException {
        wait.await();
    }

    Duration pace() {
        return pace;
    }

    @Nullable
    Cut cut() {
        return cut;
    }

    /** The body of a reply that ends. */
    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(frame -> all.writeBytes(frame.bytes()));
        return all.toByteArray();
    }
}
