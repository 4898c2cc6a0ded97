package dev.serai.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Vert.x' decoder, which also looks at a head's bytes before they are one: says when it begins, and refuses folded lines (RFC
 * 9112, section 5.2), which Netty would mend. It has to be the decoder, since nobody else knows where in a read a body ends and
 * the next head begins. Lives on the connection's event loop.
 */
final class HeadDecoder extends VertxHttpRequestDecoder {
    private final Listener listener;
    private boolean inBody;
    private boolean begun;
    private boolean complete;
    private boolean folded;
    private boolean lineBegins;
    /** How many of the readable bytes have been looked at. */
    private int seen;

    /** Told of bytes, on the connection's event loop. */
    interface Listener {
        /** So many bytes have come; false: they are thrown away. */
        boolean wants(int bytes);

        /** A head has its first byte; line ends before it are none of it (RFC 9112, section 2.2). */
        void headBegins();
    }

    HeadDecoder(HttpServerOptions options, Listener listener) {
        super(options);
        this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes && !listener.wants(bytes.readableBytes())) {
            ReferenceCountUtil.release(message);
        } else {
            super.channelRead(context, message);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) throws Exception {
        int decoded = out.size();
        int scanned = inBody || complete ? 0 : scan(bytes);
        super.decode(context, bytes, out);
        seen = Math.max(0, scanned - bytes.readerIndex());
        if (out.size() > decoded) {
            if (folded && out.get(decoded) instanceof HttpRequest request) {
                request.setDecoderResult(
                        DecoderResult.failure(RequestHeadRules.malformed("a header must not be folded over lines")));
            }
            inBody = !(out.get(out.size() - 1) instanceof LastHttpContent);
            begun = false;
            complete = false;
            folded = false;
            lineBegins = false;
            seen = 0;
        }
    }

    /** Up to where it has looked: the end of the head, or of the bytes. */
    private int scan(ByteBuf bytes) {
        int at = bytes.readerIndex() + seen;
        int end = bytes.writerIndex();
        if (!begun) {
            at = at < end ? bytes.forEachByte(at, end - at, ByteProcessor.FIND_NON_CRLF) : -1;
            if (at < 0) {
                return end;
            }
            begun = true;
            listener.headBegins();
        }
        while (at < end) {
            if (lineBegins) {
                byte first = bytes.getByte(at);
                folded |= first == ' ' || first == '\t';
                complete = first == '\r' || first == '\n';
                if (complete) {
                    return at;
                }
            }
            int lineFeed = bytes.indexOf(at, end, (byte) '\n');
            lineBegins = lineFeed >= 0;
            at = lineBegins ? lineFeed + 1 : end;
        }
        return end;
    }
}
