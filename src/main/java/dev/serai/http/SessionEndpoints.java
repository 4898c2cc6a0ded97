package dev.serai.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.Actor;
import dev.serai.auth.Caller;
import dev.serai.auth.Credentials;
import dev.serai.auth.Session;
import dev.serai.auth.SessionText;
import dev.serai.auth.Sessions;
import dev.serai.dialects.StrictJson;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.vertx.HttpMessage;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the endpoints below {@code /auth/}. They wait for the store, each on its request's own thread. No answer of theirs
 * may be kept by anybody. Thread-safe.
 */
public final class SessionEndpoints {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String API_KEY = "api_key";
    private static final String TOTP_CODE = "totp_code";
    private static final Set<String> FIELDS_OF_LOGIN = Set.of(API_KEY, TOTP_CODE);

    private final @Nullable Sessions sessions;
    private final Clock clock;

    /** @param sessions null: there are none, since authentication is off or has no store */
    public SessionEndpoints(@Nullable Sessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** {@code POST /auth/login}: a session for a key and a code; the one that is shown beside them ends. */
    public void login(Exchange exchange) {
        Sessions desk = sessions();
        HttpServerRequest request = request(exchange);
        String id = request.getHeader(RequestId.HEADER);
        exchange.setVariable(Actor.VARIABLE, Actor.nobody(address(request), id));
        ObjectNode body = StrictJson.read(OpenCall.body(exchange.getMessage())).tree();
        body.fieldNames().forEachRemaining(SessionEndpoints::requireKnown);
        String key = text(body, API_KEY);
        if (key == null) {
            throw GatewayException.invalid("missing_required_parameter", API_KEY, "The API key is missing");
        }
        Sessions.Opened opened = await(desk.login(
                key,
                text(body, TOTP_CODE),
                shown(request),
                visitor(request),
                of -> Actor.ofKey(of, address(request), id)));
        answer(exchange, token(opened));
    }

    /** {@code POST /auth/refresh}: another token in place of the one that is shown. */
    public void refresh(Exchange exchange) {
        Sessions desk = sessions();
        HttpServerRequest request = request(exchange);
        answer(
                exchange,
                token(await(
                        desk.refresh(caller(exchange).id(), required(request), visitor(request), actor(exchange)))));
    }

    /** {@code POST /auth/logout}: the session that is shown ends. */
    public void logout(Exchange exchange) {
        end(exchange, required(request(exchange)).id());
    }

    /** {@code GET /auth/sessions}: those of the key that calls. */
    public void list(Exchange exchange) {
        SessionText current = shown(request(exchange));
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode list = answer.putArray("sessions");
        for (Session session : await(sessions().list(caller(exchange).id()))) {
            list.addObject()
                    .put("id", session.id())
                    .put("created_at", session.createdAt().toString())
                    .put("expires_at", session.expiresAt().toString())
                    .put("last_used_at", session.lastUsedAt().toString())
                    .put("ip_address", session.address())
                    .put("user_agent", session.userAgent())
                    .put("is_current", current != null && current.id().equals(session.id()));
        }
        answer(exchange, answer);
    }

    /** {@code DELETE /auth/sessions/{id}}: one of those of the key that calls ends. */
    public void end(Exchange exchange) {
        String path = request(exchange).path();
        end(exchange, path.substring(path.lastIndexOf('/') + 1));
    }

    private void end(Exchange exchange, String id) {
        if (!await(sessions().end(caller(exchange).id(), id, actor(exchange)))) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    404, "session_not_found", "id", "The API key has no session of this id"));
        }
        answer(exchange, deleted(id));
    }

    private Sessions sessions() {
        if (sessions == null) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    404, "unknown_url", null, "There are no sessions here: they need AUTH_ENABLED=true and a store"));
        }
        return sessions;
    }

    private static void requireKnown(String field) {
        if (!FIELDS_OF_LOGIN.contains(field)) {
            throw GatewayException.invalid(
                    "unknown_parameter", field, "A login has api_key and totp_code, nothing else");
        }
    }

    private static @Nullable String text(ObjectNode body, String field) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw GatewayException.invalid("invalid_type", field, "The field " + field + " is a string");
        }
        return value.asText().strip();
    }

    /** The session's token that the request shows, wherever its SDK puts it; null if it shows none. */
    private static @Nullable SessionText shown(HttpServerRequest request) {
        Credentials credentials = Credentials.of(request.headers()::getAll);
        return Stream.concat(credentials.sessions().stream(), credentials.keys().stream())
                .flatMap(text -> Stream.ofNullable(SessionText.of(text)))
                .findFirst()
                .orElse(null);
    }

    private static SessionText required(HttpServerRequest request) {
        SessionText session = shown(request);
        if (session == null) {
            throw new GatewayException(new GatewayError.Unauthenticated(
                    "invalid_api_key",
                    "No session token was sent: put it where an API key stands, or in X-Session-Token"));
        }
        return session;
    }

    private static Session.Visitor visitor(HttpServerRequest request) {
        String agent = request.getHeader("User-Agent");
        return new Session.Visitor(address(request), agent == null ? "" : agent);
    }

    private static String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? "" : String.valueOf(remote.hostAddress());
    }

    private static Caller caller(Exchange exchange) {
        return exchange.getVariable(Caller.VARIABLE, Caller.ANYONE, Caller.class);
    }

    private static Actor actor(Exchange exchange) {
        return AccessAudit.actor(exchange, caller(exchange));
    }

    private ObjectNode token(Sessions.Opened opened) {
        Session session = opened.session();
        return JsonNodeFactory.instance
                .objectNode()
                .put("session_token", opened.text().text())
                .put("expires_at", session.expiresAt().toString())
                .put(
                        "expires_in",
                        Duration.between(clock.instant(), session.expiresAt()).toSeconds())
                .put("user", opened.user())
                .put("email", opened.email());
    }

    /** As OpenAI's API says that something is gone. */
    private static ObjectNode deleted(String id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("object", "session")
                .put("deleted", true);
    }

    private static HttpServerRequest request(Exchange exchange) {
        return exchange.getMessage(HttpMessage.class).getRequest();
    }

    private static <T> T await(CompletionStage<T> promised) {
        try {
            return promised.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof GatewayException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private static void answer(Exchange exchange, ObjectNode body) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        message.setHeader("Cache-Control", "no-store");
        try {
            message.setBody(ByteBuffer.wrap(JSON.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }
}
