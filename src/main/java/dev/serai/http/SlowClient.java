package dev.serai.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import java.net.InetSocketAddress;

/**
 * Ends what a client takes too long for: a head, a body, silence, and an answer that it does not take. Lives on the connection's
 * event loop.
 */
final class SlowClient {
    private final ChannelHandlerContext vertx;
    private final HeadDecoder decoder;
    private final Arrival arrival;
    private final AnswerUnderWay answer;

    /** What was to be taken when it was looked at before. */
    private long untaken = Long.MAX_VALUE;

    /** @param vertx where Vert.x stands on the connection */
    SlowClient(ChannelHandlerContext vertx, HeadDecoder decoder, Arrival arrival, AnswerUnderWay answer) {
        this.vertx = vertx;
        this.decoder = decoder;
        this.arrival = arrival;
        this.answer = answer;
    }

    /** An answer is on its way. */
    void answered() {
        untaken = Long.MAX_VALUE;
    }

    /**
     * Called from time to time.
     *
     * @param answering whether a request has been handed on whose answer is not out
     * @param behind whether what is coming is behind that request, or behind an answer that its client has yet to take
     */
    void sweep(long now, boolean answering, boolean behind) {
        switch (arrival.late(now, answering, behind)) {
            case HEAD -> {
                if (toBeTaken() > 0) {
                    closeUnlessTaken(now); // Behind that no word would reach it.
                } else {
                    headTooSlow();
                }
            }
            case BODY -> bodyTooSlow();
            case REQUEST -> closeUnlessTaken(now);
            case NOTHING -> {}
        }
    }

    /** Waits on while the client takes the last answer: since it was looked at before, what waits for it has become less. */
    private void closeUnlessTaken(long now) {
        long rest = toBeTaken();
        boolean less = rest > 0 && rest < untaken;
        untaken = rest;
        if (less) {
            arrival.restart(now);
        } else {
            vertx.close();
        }
    }

    /** The bytes of answers that wait for their client. */
    private long toBeTaken() {
        ChannelOutboundBuffer waiting = vertx.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
    }

    private void bodyTooSlow() {
        RequestRecord record = answer.request();
        if (record == null || answer.last()) {
            vertx.close();
        } else {
            record.timedOut();
        }
    }

    private void headTooSlow() {
        String remote = vertx.channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "-";
        RequestRecord record = RequestRecord.unread(remote);
        byte[] response = HttpErrors.bareResponse(HttpErrors.TOO_SLOW, record.id());
        answer.unread(record, HttpErrors.TOO_SLOW.status(), response.length);
        ChannelHandlerContext wire = vertx.pipeline().context(decoder);
        wire.writeAndFlush(Unpooled.wrappedBuffer(response)).addListener(written -> vertx.close());
    }
}
