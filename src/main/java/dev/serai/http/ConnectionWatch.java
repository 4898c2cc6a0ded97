package dev.serai.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows one connection between Vert.x and Netty's codec: refuses malformed heads, limits how long a head, a body and
 * silence may take (never how long an answer takes), closes without losing the last answer, hands requests on one at a
 * time, and says when an answer is out. Lives on the connection's event loop.
 *
 * <p>It stands there since Vert.x does none of this: its idle timeout would cut requests that wait for a provider, its response
 * has room for one end handler, which the stream pump needs, and with a request behind another it misses the client's leaving.
 */
final class ConnectionWatch extends ChannelDuplexHandler implements HeadDecoder.Listener {
    private static final AttributeKey<ConnectionWatch> KEY = AttributeKey.valueOf(ConnectionWatch.class, "connection");

    private final AdminPaths.Listener listener;
    private final Set<ConnectionWatch> open;
    private final ConnectionBase connection;
    private final ChannelHandlerContext vertx;
    private final HeadDecoder decoder;
    private final Arrival arrival;
    private final PipelinedRequests behind;
    private final AnswerUnderWay answer;
    private final SlowClient slow;
    private final GentleClose closing = new GentleClose();

    private boolean broken;

    /** Whether a request has been handed on whose answer is not out. */
    private boolean answering;

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
        this.open = open;
        this.decoder = new HeadDecoder(options, this);
        this.arrival = new Arrival(limits, System.nanoTime());
        this.behind = new PipelinedRequests(connection);
        this.answer = new AnswerUnderWay(refusals);
        this.slow = new SlowClient(vertx, decoder, arrival, answer);
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
        answer.begin(record);
    }

    /** The request whose answer comes next, or null. */
    @Nullable
    RequestRecord underWay() {
        return answer.request();
    }

    /** The request whose answer comes next gets it from the listener itself. */
    void refusing() {
        RequestRecord record = answer.request();
        if (record != null) {
            record.refuse();
        }
    }

    /** The request whose answer comes next belongs to this trace. */
    void traced(@Nullable String traceId) {
        RequestRecord record = answer.request();
        if (record != null) {
            record.traced(traceId);
        }
    }

    /** Whether anybody could read an answer: no, once one has said that it is the last, or when the client has left. */
    boolean answerable() {
        return !answer.last() && !gone;
    }

    // ---- what comes in

    @Override
    public boolean wants(int bytes) {
        if (behind.any()) {
            behind.came(bytes);
        }
        return !closing.begun();
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
        if (another && (answering || answer.last() || !context.channel().isWritable()) || behind.any()) {
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

    /** Answers that their client does not take would pile up: until it does, the next request is not begun. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && !answering && behind.any()) {
            goOnLater(context);
        }
        context.fireChannelWritabilityChanged();
    }

    /**
     * Vert.x ends an answer under this lock, on whatever thread, and has the loop go on to the next request before it leaves it:
     * what is told to the loop now comes behind that.
     */
    private void goOnLater(ChannelHandlerContext context) {
        synchronized (connection) {
            context.executor().execute(() -> goOn(context));
        }
    }

    /** An answer is out and on its way, and Vert.x has done with it: the request behind it has its turn. */
    private void goOn(ChannelHandlerContext context) {
        if (answer.last()) {
            return;
        }
        arrival.restart(System.nanoTime());
        for (Object message = next(context); message != null; message = next(context)) {
            handOn(context, message);
        }
        context.fireChannelReadComplete();
    }

    private @Nullable Object next(ChannelHandlerContext context) {
        return behind.next(answering || !context.channel().isWritable());
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
            answer.head(response);
        }
        if (message instanceof HttpContent content) {
            answer.body(content.content().readableBytes());
            last = message instanceof LastHttpContent;
        }
        context.write(message, promise);
        if (last) {
            answered(context);
        }
    }

    private void answered(ChannelHandlerContext context) {
        answering = false;
        answer.ended();
        slow.answered();
        arrival.restart(System.nanoTime());
        if (answer.last()) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> close(context, context.newPromise()));
        } else if (behind.any()) {
            goOnLater(context);
        }
    }

    // ---- the end

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        boolean unread = closing.begun() || arrival.inside() || broken || behind.any();
        if (!unread || !context.channel().isActive()) {
            context.close(promise);
            return;
        }
        behind.release();
        closing.begin(context, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        open.remove(this);
        behind.release();
        answer.left();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        behind.release();
    }

    /** Called from time to time: ends what takes too long. */
    void sweep(long now) {
        if (closing.begun()) {
            closing.sweep(vertx.pipeline().context(this), now);
            return;
        }
        slow.sweep(now, answering, behind.any());
    }

    /**
     * Closes at once, whatever waits for the client, and begins nothing more: what is written from now on is lost. Any thread; behind
     * what a client does not take, no close of Vert.x' would ever come through.
     */
    void sever() {
        vertx.executor().execute(() -> {
            gone = true;
            behind.release();
            ChannelHandlerContext own = vertx.pipeline().context(this);
            if (own != null) {
                own.close();
            }
        });
    }
}
