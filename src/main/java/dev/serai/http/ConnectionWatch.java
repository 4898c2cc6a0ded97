package dev.serai.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows one connection between Vert.x and Netty's codec: refuses malformed heads, limits how long a head, a body and
 * silence may take (never how long an answer takes), closes without losing the last answer, and says when an answer is
 * out. Lives on the connection's event loop.
 *
 * <p>It stands there since Vert.x says none of this: its idle timeout would cut requests that wait for a provider, and
 * its response has room for one end handler, which the stream pump needs.
 */
final class ConnectionWatch extends ChannelDuplexHandler {
    private static final AttributeKey<ConnectionWatch> KEY = AttributeKey.valueOf(ConnectionWatch.class, "connection");
    private static final long LINGER_NANOS = 2_000_000_000L;

    /** What the client is sending. */
    private enum Inbound {
        NOTHING,
        HEAD,
        BODY
    }

    /** What bytes that come are. */
    enum Coming {
        HEAD,
        BODY,
        /** They are thrown away: the last answer is out. */
        UNREAD
    }

    private final AdminPaths.Listener listener;
    private final ConnectionLimits limits;
    private final Refusals refusals;
    private final Set<ConnectionWatch> open;
    private final HeadBytes headBytes = new HeadBytes(this);
    private final ChannelHandlerContext vertx;

    private Inbound inbound = Inbound.NOTHING;
    private long since = System.nanoTime();
    private long bodyBytes;
    private int unanswered;
    private long untaken = Long.MAX_VALUE;
    private boolean broken;

    private @Nullable RequestRecord current;
    private int status;
    private long bytesOut;
    private boolean closing;

    private boolean lingering;

    private ConnectionWatch(
            ChannelHandlerContext vertx,
            AdminPaths.Listener listener,
            ConnectionLimits limits,
            Refusals refusals,
            Set<ConnectionWatch> open) {
        this.vertx = vertx;
        this.listener = listener;
        this.limits = limits;
        this.refusals = refusals;
        this.open = open;
    }

    /** Begins to watch a new connection, and keeps it in {@code open} for as long as it is. */
    static void start(
            HttpConnection connection,
            AdminPaths.Listener listener,
            ConnectionLimits limits,
            Refusals refusals,
            Set<ConnectionWatch> open) {
        ChannelHandlerContext vertx = ((ConnectionBase) connection).channelHandlerContext();
        ConnectionWatch watch = new ConnectionWatch(vertx, listener, limits, refusals, open);
        ChannelPipeline pipeline = vertx.pipeline();
        pipeline.addBefore("httpDecoder", "serai-head-bytes", watch.headBytes);
        pipeline.addBefore(vertx.name(), "serai-watch", watch);
        vertx.channel().attr(KEY).set(watch);
        open.add(watch);
    }

    static ConnectionWatch of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    /** Where it came in. */
    AdminPaths.Listener listener() {
        return listener;
    }

    /** The request whose answer comes next. */
    void begin(RequestRecord record) {
        current = record;
    }

    /** The request whose answer comes next, or null. */
    @Nullable
    RequestRecord underWay() {
        return current;
    }

    /** The request whose answer comes next gets it from the listener itself. */
    void refusing() {
        RequestRecord record = current;
        if (record != null) {
            record.refuse();
        }
    }

    /** Whether an answer has said that it is the last one. */
    boolean closing() {
        return closing;
    }

    // ---- what comes in

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (broken) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            head(request);
        }
        if (message instanceof HttpContent content) {
            bodyBytes += content.content().readableBytes();
        }
        if (message instanceof LastHttpContent) {
            inbound = Inbound.NOTHING;
            since = System.nanoTime();
        }
        context.fireChannelRead(message);
    }

    /** Bytes come, before the decoder makes anything of them. */
    Coming bytes() {
        if (lingering) {
            return Coming.UNREAD;
        }
        if (inbound == Inbound.NOTHING) {
            inbound = Inbound.HEAD;
            since = System.nanoTime();
        }
        return inbound == Inbound.HEAD ? Coming.HEAD : Coming.BODY;
    }

    private void head(HttpRequest request) {
        unanswered++;
        inbound = Inbound.BODY;
        since = System.nanoTime();
        bodyBytes = 0;
        if (request.decoderResult().isSuccess()) {
            Throwable fault = headBytes.folded()
                    ? RequestHeadRules.malformed("a header must not be folded over lines")
                    : RequestHeadRules.faultOf(request);
            if (fault != null) {
                request.setDecoderResult(DecoderResult.failure(fault));
            }
        }
        broken = request.decoderResult().isFailure();
        headBytes.next();
    }

    // ---- what goes out

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean last = false;
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                context.write(message, promise);
                return;
            }
            status = response.status().code();
            closing = closing || response.headers().containsValue(HttpHeaderNames.CONNECTION, "close", true);
        }
        if (message instanceof HttpContent content) {
            bytesOut += content.content().readableBytes();
            last = message instanceof LastHttpContent;
        }
        context.write(message, promise);
        if (last) {
            answered(context);
        }
    }

    private void answered(ChannelHandlerContext context) {
        unanswered--;
        RequestRecord record = current;
        if (record != null) {
            current = null;
            finished(record, status, bytesOut);
        }
        bytesOut = 0;
        untaken = Long.MAX_VALUE;
        if (inbound == Inbound.NOTHING) {
            since = System.nanoTime();
        }
        if (closing) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> close(context, context.newPromise()));
        }
    }

    // ---- the end

    /**
     * Closes gently: with bytes of the client unread, a plain close makes the kernel send RST, which can overtake the
     * answer (RFC 9112, section 9.6). So the sending half is closed, and what still comes is thrown away for a while.
     */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        boolean unread = inbound != Inbound.NOTHING || broken;
        if (!unread || !context.channel().isActive()) {
            context.close(promise);
            return;
        }
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (lingering) {
            return;
        }
        lingering = true;
        since = System.nanoTime();
        context.flush();
        if (context.channel() instanceof DuplexChannel socket
                && context.pipeline().get(SslHandler.class) == null) {
            socket.shutdownOutput();
        }
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open.remove(this);
        RequestRecord record = current;
        if (record != null) {
            current = null;
            finished(record, RequestRecord.CLIENT_GONE, bytesOut);
        }
        context.fireChannelInactive();
    }

    /** Called from time to time: ends what takes too long. */
    void sweep(long now) {
        long waited = now - since;
        if (lingering) {
            if (waited > LINGER_NANOS) {
                vertx.pipeline().context(this).close();
            }
        } else if (inbound == Inbound.BODY) {
            if (unanswered <= 1 && waited > limits.body(bodyBytes)) {
                bodyTooSlow();
            }
        } else if (unanswered == 0) {
            if (inbound == Inbound.HEAD && waited > limits.head()) {
                headTooSlow();
            } else if (waited > limits.idle()) {
                if (takesOn()) {
                    since = now;
                } else {
                    vertx.close();
                }
            }
        }
    }

    /** Whether the client still takes the last answer: since it was looked at before, what waits for it has become less. */
    private boolean takesOn() {
        ChannelOutboundBuffer waiting = vertx.channel().unsafe().outboundBuffer();
        long rest = waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
        boolean less = rest > 0 && rest < untaken;
        untaken = rest;
        return less;
    }

    private void bodyTooSlow() {
        RequestRecord record = current;
        if (record == null || closing) {
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
        closing = true;
        ChannelHandlerContext wire = vertx.pipeline().context(headBytes);
        wire.writeAndFlush(Unpooled.wrappedBuffer(response)).addListener(written -> vertx.close());
        record.refuse();
        finished(record, HttpErrors.TOO_SLOW.status(), response.length);
    }

    private void finished(RequestRecord record, int answer, long bytes) {
        if (record.refused()) {
            refusals.refused(answer, record.nanos());
        }
        record.finished(answer, bytes);
    }
}
