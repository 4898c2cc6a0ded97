package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.auth.KeyAdministration;
import dev.serai.auth.Session;
import dev.serai.auth.SessionStore;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.Set;
import java.util.function.Supplier;

/** {@code /admin/v1/keys/{id}/sessions}: who has logged in with a key. Thread-safe. */
public final class SessionOperations {
    private static final Set<String> NONE = Set.of();

    private final Supplier<KeyAdministration> keys;
    private final Supplier<SessionStore> sessions;

    /** @param keys and the next throw where there is no store for any */
    public SessionOperations(Supplier<KeyAdministration> keys, Supplier<SessionStore> sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    /** Those that have not ended, the newest first. */
    public AdminAnswer list(AdminRequest request) {
        request.allow(NONE);
        keys.get().find(request.name()).orElseThrow(KeyOperations::unknown);
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        for (Session session : sessions.get().list(request.name())) {
            data.addObject()
                    .put("id", session.id())
                    .put("object", "session")
                    .put("created_at", session.createdAt().toString())
                    .put("expires_at", session.expiresAt().toString())
                    .put("last_used_at", session.lastUsedAt().toString())
                    .put("ip_address", session.address())
                    .put("user_agent", session.userAgent());
        }
        return AdminAnswer.json(list);
    }

    public AdminAnswer end(AdminRequest request) {
        within(request);
        if (!sessions.get().end(request.name(), request.secondName(), request.actor())) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    404, "session_not_found", null, "The key has no such session, or it has ended"));
        }
        return ended(1);
    }

    public AdminAnswer endAll(AdminRequest request) {
        within(request);
        return ended(sessions.get().endAll(request.name(), request.actor()));
    }

    private void within(AdminRequest request) {
        request.allow(NONE);
        request.unconditional();
        Roles.reach(
                request.caller(),
                keys.get()
                        .find(request.name())
                        .orElseThrow(KeyOperations::unknown)
                        .kept()
                        .caller()
                        .roles());
    }

    private static AdminAnswer ended(int sessions) {
        return AdminAnswer.json(
                JsonNodeFactory.instance.objectNode().put("object", "sessions").put("ended", sessions));
    }
}
