package dev.serai.http;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.RawAnswer;
import dev.serai.calls.Transcript;
import dev.serai.errors.ProviderException;
import dev.serai.passthrough.AnswerUsage;
import dev.serai.passthrough.NativeRequest;
import dev.serai.passthrough.PassedHeaders;
import dev.serai.streams.SaidText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the client a provider's answer as it is: its status, the listed headers, its bytes as they come, no faster than the
 * client takes them. Nothing is added to them, no keep-alive either; what breaks is cut, so that no client can take it for
 * whole. Thread-safe.
 */
public final class RespondNative implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger("serai.attempt");

    private final Respond.StreamListener listener;

    public RespondNative(Respond.StreamListener listener) {
        this.listener = listener;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = call.underWay();
        RawAnswer answer = attempt.rawAnswer();
        if (answer == null
                || !(call.client() instanceof HttpClientConnection client)
                || !(call.request() instanceof NativeRequest request)) {
            throw new IllegalStateException("A native call without an answer, or without a client");
        }
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        call.outcome().status(answer.status());
        head(call, attempt, answer, client.response());
        listener.began();
        try {
            pump(call, attempt, answer, client, new AnswerUsage(request.usage(), answer.headers()));
        } finally {
            listener.ended();
        }
    }

    private static void head(Call call, Attempt attempt, RawAnswer answer, HttpServerResponse response) {
        response.setStatusCode(answer.status());
        Respond.name(call, attempt, response::putHeader);
        answer.headers().forEach((name, value) -> {
            if (PassedHeaders.toClient(name)) {
                response.putHeader(name, value);
            }
        });
        // Behind the provider's own of the same names: it is the gateway's limits that hold here.
        call.announced().forEach(response::putHeader);
        String length = answer.headers().get("content-length");
        if (length != null) {
            response.putHeader("Content-Length", length);
        } else if (answer.status() != 204 && answer.status() != 304) {
            response.setChunked(true);
        }
        if (call.request().stream()) {
            response.putHeader("Cache-Control", "no-cache").putHeader("X-Accel-Buffering", "no");
        }
    }

    private void pump(Call call, Attempt attempt, RawAnswer answer, HttpClientConnection client, AnswerUsage usage) {
        Transcript transcript = call.transcript();
        boolean whole = false;
        boolean last = false;
        long left = length(answer);
        try {
            for (int count = answer.next(); count >= 0; count = answer.next()) {
                left -= count;
                if (transcript != null) {
                    transcript.add(answer.buffer(), 0, count);
                }
                last = left == 0;
                if (last) {
                    // A client that was told the length has its whole answer with these bytes.
                    usage.feed(answer.buffer(), count);
                    ending(call, usage);
                }
                if (!client.write(Buffer.buffer(count).appendBytes(answer.buffer(), 0, count))) {
                    call.abort(Attempt.Abort.CLIENT_GONE);
                    throw new ClientGoneException();
                }
                if (!last) {
                    usage.feed(answer.buffer(), count);
                }
            }
            whole = true;
            if (!last) {
                ending(call, usage);
            }
            client.end();
        } catch (ClientGoneException e) {
            call.outcome().brokeStream();
            if (!e.left()) {
                call.outcome().error(e.error());
            }
        } catch (ProviderException e) {
            broke(call, attempt, e);
        } finally {
            attempt.done();
            attempt.discard();
            if (!whole) {
                if (!last) {
                    answered(call, usage);
                }
                client.cut();
            }
        }
    }

    /** The answer's length where it tells one, else a number that no count comes down to. */
    private static long length(RawAnswer answer) {
        String length = answer.headers().get("content-length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private void ending(Call call, AnswerUsage usage) {
        answered(call, usage);
        listener.ending(call);
    }

    private static void answered(Call call, AnswerUsage usage) {
        call.outcome().answered(usage.end(), "");
        SaidText said = usage.said();
        if (said != null) {
            call.underWay().said(said);
        }
    }

    private void broke(Call call, Attempt attempt, ProviderException exception) {
        attempt.failure(exception.failure());
        call.outcome().brokeStream();
        String provider = attempt.target().provider().name();
        LOG.atWarn()
                .addKeyValue("request_id", call.id())
                .addKeyValue("trace_id", call.trace().id())
                .addKeyValue("provider", provider)
                .addKeyValue("failure", exception.failure().kind())
                .addKeyValue("duration_ms", attempt.elapsedMillis())
                .log("stream broke");
        listener.broke(attempt.target(), exception);
    }
}
