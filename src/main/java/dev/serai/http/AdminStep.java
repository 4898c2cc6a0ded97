package dev.serai.http;

import dev.serai.admin.AdminAnswer;
import dev.serai.admin.AdminOperation;
import dev.serai.admin.AdminRequest;
import dev.serai.audit.Actor;
import dev.serai.auth.Caller;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.store.StoreException;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A step of the admin API: makes its request of the message, and the message of its answer. Thread-safe. */
public final class AdminStep implements Processor {
    private static final Logger LOG = LoggerFactory.getLogger(AdminStep.class);
    private static final int AWAY_RETRY_SECONDS = 2;

    private final AdminOperation operation;

    public AdminStep(AdminOperation operation) {
        this.operation = operation;
    }

    @Override
    public void process(Exchange exchange) {
        if (exchange.getVariable(Authorize.AUTHORIZED) == null) {
            throw new GatewayException(new GatewayError.NotAllowed(
                    "operation_not_allowed", null, "The route has not asked who may do this"));
        }
        AdminAnswer answer;
        try {
            answer = operation.answer(request(exchange));
        } catch (StoreException e) {
            LOG.warn("the admin API can't use the store: {}", e.explained());
            LOG.debug("the admin API can't use the store", e);
            throw new GatewayException(new GatewayError.Unavailable(
                    "store_unavailable",
                    "The store does not answer in time; try again, or ask for less",
                    AWAY_RETRY_SECONDS));
        }
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, answer.contentType());
        message.setHeader("Cache-Control", "no-store");
        answer.headers().forEach(message::setHeader);
        message.setBody(ByteBuffer.wrap(answer.body()));
    }

    private static AdminRequest request(Exchange exchange) {
        Message message = exchange.getMessage();
        HttpServerRequest request = exchange.getMessage(HttpMessage.class).getRequest();
        // Vert.x' own parameters have the names of the path's among them.
        Map<String, List<String>> query =
                request.query() == null ? Map.of() : new QueryStringDecoder(request.query(), false).parameters();
        return new AdminRequest(
                exchange.getVariable(Caller.VARIABLE, Caller.class),
                exchange.getVariable(Actor.VARIABLE, Actor.class),
                request.path(),
                query,
                request.getHeader("If-Match"),
                request.getHeader("Accept"),
                OpenCall.body(message));
    }
}
