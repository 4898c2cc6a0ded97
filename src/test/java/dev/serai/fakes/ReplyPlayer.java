package dev.serai.fakes;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Plays one reply on one connection, faults included. Used by one thread, which is interrupted when the peer leaves. */
final class ReplyPlayer {
    private final Socket socket;
    private final Reply reply;
    private final OutputStream out;
    private long sentFrames;
    private long sentContents;
    private long sentBytes;

    ReplyPlayer(Socket socket, Reply reply) throws IOException {
        this.socket = socket;
        this.reply = reply;
        this.out = new BufferedOutputStream(socket.getOutputStream());
    }

    /**
     * Writes the reply.
     *
     * @return whether the connection can carry a further request
     * @throws IOException if the peer has gone
     * @throws InterruptedException if the peer has gone while the reply paused
     */
    boolean play() throws IOException, InterruptedException {
        reply.awaitHead();
        if (reply.framing() != Reply.Framing.RAW) {
            head();
        }
        for (Iterator<Reply.Frame> frames = reply.frames().iterator(); !isCut() && frames.hasNext(); ) {
            Reply.Frame frame = frames.next();
            if (sentFrames > 0) {
                sleep(reply.pace());
            }
            send(frame);
        }
        return end();
    }

    private void head() throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Scripted\r\n");
        reply.headers().forEach(header -> head.append(header.name())
                .append(": ")
                .append(header.value())
                .append("\r\n"));
        if (reply.framing() == Reply.Framing.CHUNKED) {
            head.append("Transfer-Encoding: chunked\r\n");
        } else if (reply.status() != 204) {
            head.append("Content-Length: ").append(reply.bytes().length).append("\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private void send(Reply.Frame frame) throws IOException {
        byte[] bytes = uncut(frame.bytes());
        if (bytes.length == 0) {
            return; // an empty chunk would end the body
        }
        if (reply.framing() == Reply.Framing.CHUNKED) {
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        } else {
            out.write(bytes);
        }
        out.flush();
        sentFrames++;
        sentContents += frame.content() ? 1 : 0;
        sentBytes += bytes.length;
    }

    private byte[] uncut(byte[] bytes) {
        Reply.@Nullable Cut cut = reply.cut();
        if (cut == null || cut.unit() != Reply.Unit.BYTES) {
            return bytes;
        }
        return Arrays.copyOf(bytes, (int) Math.min(bytes.length, cut.after() - sentBytes));
    }

    private boolean isCut() {
        Reply.@Nullable Cut cut = reply.cut();
        if (cut == null) {
            return false;
        }
        return cut.after()
                <= switch (cut.unit()) {
                    case FRAMES -> sentFrames;
                    case CONTENTS -> sentContents;
                    case BYTES -> sentBytes;
                };
    }

    private boolean end() throws IOException, InterruptedException {
        Reply.@Nullable Cut cut = reply.cut();
        Reply.Ending ending = cut == null ? Reply.Ending.END : cut.ending();
        switch (ending) {
            case STALL -> new CountDownLatch(1).await();
            case RESET -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case HANG_UP -> socket.close();
            case END -> finish();
        }
        return ending == Reply.Ending.END && reply.framing() != Reply.Framing.RAW;
    }

    private void finish() throws IOException {
        if (reply.framing() == Reply.Framing.CHUNKED) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        out.flush();
    }

    private static void sleep(Duration duration) throws InterruptedException {
        if (!duration.isZero()) {
            Thread.sleep(duration.toMillis());
        }
    }
}
