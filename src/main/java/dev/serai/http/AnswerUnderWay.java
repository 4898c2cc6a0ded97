package dev.serai.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * The answer that comes next on a connection: what is told of it when it is out, and whether it is the last one. Lives on the
 * connection's event loop.
 */
final class AnswerUnderWay {
    private final Refusals refusals;
    private @Nullable RequestRecord request;
    private int status;
    private long bytes;
    private boolean last;

    AnswerUnderWay(Refusals refusals) {
        this.refusals = refusals;
    }

    /** What it answers. */
    void begin(RequestRecord record) {
        request = record;
    }

    /** What it answers, or null. */
    @Nullable
    RequestRecord request() {
        return request;
    }

    /** Whether it, or one before it, has said that none follows. */
    boolean last() {
        return last;
    }

    /** Its head is on its way, and may still be changed. */
    void head(HttpResponse response) {
        status = response.status().code();
        if (!response.protocolVersion().isKeepAliveDefault()) {
            endWithConnection(response.headers());
        }
        last = last || response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    /** HTTP/1.0 knows no chunks: what does not tell its length ends with its connection (RFC 9112, section 6.3). */
    private static void endWithConnection(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE, true)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    void body(int more) {
        bytes += more;
    }

    /** It is out. */
    void ended() {
        finished(status);
        bytes = 0;
    }

    /** The client has left. */
    void left() {
        finished(RequestRecord.CLIENT_GONE);
    }

    private void finished(int answer) {
        RequestRecord record = request;
        if (record != null) {
            request = null;
            finished(record, answer, bytes);
        }
    }

    /** The last one, to a request whose head never came whole. */
    void unread(RequestRecord record, int answer, int length) {
        last = true;
        record.refuse();
        finished(record, answer, length);
    }

    private void finished(RequestRecord record, int answer, long length) {
        if (record.refused()) {
            refusals.refused(answer, record.nanos());
        }
        record.finished(answer, length);
    }
}
