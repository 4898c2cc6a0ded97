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
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
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
final class ConnectionWatch extends ChannelDuplexHandler implements HeadDecoder.Listener {
    private static final AttributeKey<ConnectionWatch> KEY = AttributeKey.valueOf(ConnectionWatch.class, "connection");
    private static final long LINGER_NANOS = 2_000_000_000L;

    private final AdminPaths.Listener listener;
    private final Refusals refusals;
    private final Set<ConnectionWatch> open;
    private final ConnectionBase connection;
    private final ChannelHandlerContext vertx;
    private final HeadDecoder decoder;
    private final Arrival arrival;
    private final PipelinedRequests behind;

    private boolean broken;

    /** Whether a request has been handed on whose answer is not out. */
    private boolean answering;

    private @Nullable RequestRecord current;
    private int status;
    private long bytesOut;
    private long untaken = Long.MAX_VALUE;
    private boolean closing;

    private boolean lingering;
    private boolean gone;

    private ConnectionWatch(
            ConnectionBase connection,
            HttpServerOptions options,
            AdminPaths.Listener listener,
            ConnectionLimits limits,
            Refusals refusals,
            Set<ConnectionWatch> open) {
        this.connection = connection;
        this.vertx = connection.channelHandlerContext();
        this.listener = listener;
        this.refusals = refusals;
        this.open = open;
        this.decoder = new HeadDecoder(options, this);
        this.arrival = new Arrival(limits, System.nanoTime());
        this.behind = new PipelinedRequests(connection);
    }

    /** Begins to watch a new connection, and keeps it in {@code open} for as long as it is. */
    static void start(
            HttpConnection connection,
            HttpServerOptions options,
            AdminPaths.Listener listener,
            ConnectionLimits limits,
            Refusals refusals,
            Set<ConnectionWatch> open) {
        ConnectionWatch watch =
                new ConnectionWatch((ConnectionBase) connection, options, listener, limits, refusals, open);
        ChannelPipeline pipeline = watch.vertx.pipeline();
        pipeline.replace("httpDecoder", "httpDecoder", watch.decoder);
        pipeline.addBefore(watch.vertx.name(), "serai-watch", watch);
        watch.vertx.channel().attr(KEY).set(watch);
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

    /** Whether anybody could read an answer: no, once one has said that it is the last, or when the client has left. */
    boolean answerable() {
        return !closing && !gone;
    }

    // ---- what comes in

    @Override
    public boolean wants(int bytes) {
        if (behind.any()) {
            behind.came(bytes);
        }
        return !lingering;
    }

    @Override
    public void headBegins() {
        arrival.headBegins(System.nanoTime());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (broken) {
            ReferenceCountUtil.release(message);
            return;
        }
        boolean another = message instanceof HttpRequest;
        if (another) {
            head((HttpRequest) message);
        }
        if (message instanceof HttpContent content) {
            arrival.body(content.content().readableBytes());
        }
        if (message instanceof LastHttpContent) {
            arrival.ends(System.nanoTime());
        }
        if (another && (answering || closing) || behind.any()) {
            behind.add(message);
        } else {
            handOn(context, message);
        }
    }

    private void head(HttpRequest request) {
        arrival.bodyBegins(System.nanoTime());
        if (request.decoderResult().isSuccess()) {
            Throwable fault = RequestHeadRules.faultOf(request);
            if (fault != null) {
                request.setDecoderResult(DecoderResult.failure(fault));
            }
        }
        broken = request.decoderResult().isFailure();
    }

    private void handOn(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            answering = true;
        }
        context.fireChannelRead(message);
    }

    /** An answer is out, and Vert.x has done with it: the request behind it has its turn. */
    private void goOn(ChannelHandlerContext context) {
        if (closing) {
            return;
        }
        for (Object message = behind.next(answering); message != null; message = behind.next(answering)) {
            handOn(context, message);
        }
        context.fireChannelReadComplete();
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
            if (!response.protocolVersion().isKeepAliveDefault()) {
                endOldAnswer(response.headers());
            }
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

    /** HTTP/1.0 knows no chunks: what does not tell its length ends with its connection. */
    private static void endOldAnswer(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE, true)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void answered(ChannelHandlerContext context) {
        answering = false;
        RequestRecord record = current;
        if (record != null) {
            current = null;
            finished(record, status, bytesOut);
        }
        bytesOut = 0;
        untaken = Long.MAX_VALUE;
        arrival.restart(System.nanoTime());
        if (closing) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> close(context, context.newPromise()));
        } else if (behind.any()) {
            // Vert.x ends an answer under this lock, on whatever thread, and has the loop go on to the next request before it
            // leaves it: what is told to the loop now comes behind that.
            synchronized (connection) {
                context.executor().execute(() -> goOn(context));
            }
        }
    }

    // ---- the end

    /**
     * Closes gently: with bytes of the client unread, a plain close makes the kernel send RST, which can overtake the
     * answer (RFC 9112, section 9.6). So the sending half is closed, and what still comes is thrown away for a while.
     */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        boolean unread = arrival.inside() || broken || behind.any();
        if (!unread || !context.channel().isActive()) {
            context.close(promise);
            return;
        }
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (lingering) {
            return;
        }
        lingering = true;
        arrival.restart(System.nanoTime());
        behind.release();
        context.flush();
        if (context.channel() instanceof DuplexChannel socket
                && context.pipeline().get(SslHandler.class) == null) {
            socket.shutdownOutput();
        }
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        open.remove(this);
        behind.release();
        RequestRecord record = current;
        if (record != null) {
            current = null;
            finished(record, RequestRecord.CLIENT_GONE, bytesOut);
        }
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        behind.release();
    }

    /** Called from time to time: ends what takes too long. */
    void sweep(long now) {
        if (lingering) {
            if (arrival.waited(now) > LINGER_NANOS) {
                vertx.pipeline().context(this).close();
            }
            return;
        }
        switch (arrival.late(now, answering, behind.any())) {
            case HEAD -> headTooSlow();
            case BODY -> bodyTooSlow();
            case REQUEST -> {
                if (takesOn()) {
                    arrival.restart(now);
                } else {
                    vertx.close();
                }
            }
            case NOTHING -> {}
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
        ChannelHandlerContext wire = vertx.pipeline().context(decoder);
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
