package dev.serai.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Sees a connection's bytes before the decoder: tells its watch when they come, and whether a line of the head is folded, which
 * Netty would mend. Lives on the connection's event loop.
 */
final class HeadBytes extends ChannelInboundHandlerAdapter {
    private final ConnectionWatch watch;
    private boolean folded;
    private boolean complete;
    private boolean afterLineFeed;

    HeadBytes(ConnectionWatch watch) {
        this.watch = watch;
    }

    /** Whether a line of this head is folded. */
    boolean folded() {
        return folded;
    }

    /** What comes is another head. */
    void next() {
        folded = false;
        complete = false;
        afterLineFeed = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (watch.bytes()) {
            case UNREAD -> ReferenceCountUtil.release(message);
            case HEAD -> {
                if (!complete && message instanceof ByteBuf bytes) {
                    scan(bytes);
                }
                context.fireChannelRead(message);
            }
            case BODY -> context.fireChannelRead(message);
        }
    }

    private void scan(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        if (afterLineFeed && at < end) {
            line(bytes.getByte(at));
        }
        while (!complete) {
            at = bytes.indexOf(at, end, (byte) '\n') + 1;
            afterLineFeed = at == end;
            if (at <= 0 || at == end) {
                return;
            }
            line(bytes.getByte(at));
        }
    }

    private void line(byte first) {
        folded |= first == ' ' || first == '\t';
        complete = first == '\r' || first == '\n';
    }
}
