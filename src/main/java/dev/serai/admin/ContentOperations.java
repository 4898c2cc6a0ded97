package dev.serai.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.audit.AuditContents;
import dev.serai.audit.AuditContents.Content;
import dev.serai.audit.AuditEvent;
import dev.serai.auth.StoredKeys;
import dev.serai.dialects.StrictJson;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.store.Statements;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code /admin/v1/audit/{id}/content}: what a request asked and was answered, where its key wants that kept. Whoever reads or deletes
 * one has a row of the audit, in the same transaction. Thread-safe.
 */
public final class ContentOperations {
    private final Supplier<StoredKeys> stored;
    private final Clock clock;

    /** @param stored throws where there is none */
    public ContentOperations(Supplier<StoredKeys> stored, Clock clock) {
        this.stored = stored;
        this.clock = clock;
    }

    public AdminAnswer show(AdminRequest request) {
        request.allow(Set.of());
        StoredKeys keys = stored.get();
        Content content = keys.store().write(statements -> {
            Content found = AuditContents.find(statements, request.name()).orElseThrow(ContentOperations::unknown);
            record(keys, statements, "content.read", request);
            return found;
        });
        byte[] opened = content.open(keys.chainKeys());
        if (opened == null) {
            throw new GatewayException(new GatewayError.Unavailable(
                    "content_unreadable",
                    "The text is sealed under a pepper that KEY_PEPPER does not have, or was changed",
                    null));
        }
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("object", "audit_content")
                .put("id", content.id())
                .put("at", Instant.ofEpochMilli(content.at()).toString())
                .put("actor", content.actor());
        return AdminAnswer.json(node.setAll(StrictJson.read(opened).tree()));
    }

    public AdminAnswer delete(AdminRequest request) {
        request.allow(Set.of());
        request.unconditional();
        StoredKeys keys = stored.get();
        keys.store().write(statements -> {
            if (!AuditContents.delete(statements, request.name())) {
                throw unknown();
            }
            record(keys, statements, "content.deleted", request);
            return null;
        });
        return AdminAnswer.json(JsonNodeFactory.instance
                .objectNode()
                .put("object", "audit_content")
                .put("id", request.name())
                .put("deleted", true));
    }

    private void record(StoredKeys keys, Statements statements, String action, AdminRequest request)
            throws SQLException {
        keys.trail()
                .record(
                        statements,
                        AuditEvent.of(clock.millis(), action, request.actor(), "content:" + request.name()));
    }

    private static GatewayException unknown() {
        return new GatewayException(new GatewayError.InvalidRequest(
                404,
                "content_not_found",
                null,
                "There is no text of this event: its key wants none kept, or it is gone, or not in the store yet"));
    }
}
