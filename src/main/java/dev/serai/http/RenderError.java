package dev.serai.http;

import dev.serai.calls.Call;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.Transcript;
import dev.serai.dialects.ClientDialect;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.nio.ByteBuffer;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever ended a route into the contract's error, in the envelope of the client's dialect: the request's, or, before
 * there is one, what the route says in the variable {@value #DIALECT}; OpenAI's where neither says any. Thread-safe.
 */
public final class RenderError implements Processor {
    /** The variable by which an endpoint's route says its dialect's label. */
    public static final String DIALECT = "clientDialect";

    private static final Logger LOG = LoggerFactory.getLogger("serai.error");

    private final AccessAudit audit;

    /** @param audit told of those that are refused */
    public RenderError(AccessAudit audit) {
        this.audit = audit;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        GatewayError error = error(cause, call);
        audit.answered(exchange, error);
        Message message = exchange.getMessage();
        ClientDialect dialect = call == null
                ? ClientDialect.of(exchange.getVariable(DIALECT, "", String.class))
                : call.request().dialect();
        String requestId = call == null ? message.getHeader(Headers.REQUEST_ID, "", String.class) : call.id();
        message.removeHeaders("*");
        if (call != null) {
            endIfGone(call);
            call.outcome().error(error);
            message.setHeader(Headers.REQUEST_ID, requestId);
            message.setHeader(Headers.ATTEMPTS, Integer.toString(call.attempts().sent()));
            call.announced().forEach(message::setHeader);
            String successor = Successor.of(call);
            if (successor != null) {
                message.setHeader(Headers.MODEL_SUCCESSOR, successor);
            }
        }
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, dialect.status(error));
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        if (error.retryAfterSeconds() != null) {
            message.setHeader(Headers.RETRY_AFTER, error.retryAfterSeconds().toString());
        }
        if (error.hopeless()) {
            message.setHeader(Headers.SHOULD_RETRY, "false");
        }
        if (exchange.getVariable(AwsErrorType.VARIABLE) != null) {
            message.setHeader(AwsErrorType.HEADER, AwsErrorType.of(error));
        }
        byte[] body = dialect.error(error, requestId);
        if (call != null) {
            transcribe(call, body);
        }
        message.setBody(ByteBuffer.wrap(body));
    }

    /** Not where nobody gets it: the client has left, or its answer has begun, and was ended by whoever wrote it. */
    private static void transcribe(Call call, byte[] body) {
        Transcript transcript = call.transcript();
        boolean sent = !call.client().gone()
                && !(call.client() instanceof HttpClientConnection connection
                        && connection.response().headWritten());
        if (transcript != null && sent) {
            transcript.add(body, 0, body.length);
        }
    }

    /** Else the server would try to answer nobody, and log that it can't. */
    private static void endIfGone(Call call) {
        if (call.client().gone() && call.client() instanceof HttpClientConnection connection) {
            connection.end();
        }
    }

    private static GatewayError error(Throwable cause, Call call) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof GatewayException known) {
                return known.error();
            }
            if (each instanceof ClientGoneException gone) {
                return gone.error();
            }
        }
        LOG.atError()
                .addKeyValue("request_id", call == null ? null : call.id())
                .addKeyValue("trace_id", call == null ? null : call.trace().id())
                .setCause(cause)
                .log("a request failed inside the gateway");
        return new GatewayError.Internal("The gateway failed; its log has the reason under this request's id");
    }
}
