package dev.serai.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Closes a connection without losing the last answer: with bytes of the client unread, a plain close makes the kernel send RST,
 * which can overtake the answer (RFC 9112, section 9.6). So the sending half is closed, and what still comes is thrown away for
 * a while. Lives on the connection's event loop.
 */
final class GentleClose {
    private static final long LINGER_NANOS = 2_000_000_000L;

    private boolean begun;
    private long since;

    /** Whether nothing more is sent, and what comes is thrown away. */
    boolean begun() {
        return begun;
    }

    /** Begins, unless it has; the promise is kept when the client has closed too, or {@link #sweep} has. */
    void begin(ChannelHandlerContext context, ChannelPromise promise) {
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (begun) {
            return;
        }
        begun = true;
        since = System.nanoTime();
        context.flush();
        if (context.channel() instanceof DuplexChannel socket
                && context.pipeline().get(SslHandler.class) == null) {
            socket.shutdownOutput();
        }
        context.channel().config().setAutoRead(true);
    }

    /** Closes for good once the client has had its while. */
    void sweep(ChannelHandlerContext context, long now) {
        if (now - since > LINGER_NANOS) {
            context.close();
        }
    }
}
