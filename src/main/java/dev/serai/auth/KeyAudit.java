package dev.serai.auth;

import dev.serai.allowances.Allowance;
import dev.serai.allowances.AllowanceJson;
import dev.serai.audit.Actor;
import dev.serai.audit.AuditEvent;
import dev.serai.audit.AuditTrail;
import dev.serai.store.Statements;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the audit says of keys: everything but their secrets, their hashes and their metadata. Thread-safe. */
final class KeyAudit {
    /** Of a change that may be one of everything: its row has all that the key is then. */
    static final String EDITED = "key.changed";

    static final String DELETED = "key.deleted";

    static final String DISABLED = "key.disabled";

    private static final String CONTENT = "audit_content";

    private final AuditTrail trail;
    private final Clock clock;

    KeyAudit(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    void created(Statements statements, Actor actor, ApiKey key) throws SQLException {
        record(statements, "key.created", actor, key, facts(key));
    }

    void rotated(Statements statements, Actor actor, ApiKey old, ApiKey fresh, Instant end) throws SQLException {
        Map<String, String> facts = new TreeMap<>();
        facts.put("name", old.caller().name());
        facts.put("rotated_to", fresh.id());
        facts.put("old_expires_at", end.toString());
        record(statements, "key.rotated", actor, old, facts);
        record(statements, "key.created", actor, fresh, facts(fresh));
    }

    void changed(Statements statements, Actor actor, String action, ApiKey key) throws SQLException {
        if (action.equals(EDITED)) {
            Map<String, String> whole = facts(key);
            whole.put(CONTENT, Boolean.toString(key.caller().auditContent()));
            record(statements, action, actor, key, whole);
            return;
        }
        Map<String, String> facts = new TreeMap<>();
        facts.put("name", key.caller().name());
        if (action.equals("key.limited")) {
            allowance(facts, key.caller().allowance());
        }
        record(statements, action, actor, key, facts);
    }

    /** Whether a key of this id was deleted, as far as the audit still knows. */
    boolean deletedOnce(Statements statements, String id) throws SQLException {
        return statements
                .one(
                        "SELECT 1 FROM audit WHERE target = ? AND action = ? LIMIT 1",
                        row -> row.getInt(1),
                        target(id),
                        DELETED)
                .isPresent();
    }

    private void record(Statements statements, String action, Actor actor, ApiKey key, Map<String, String> facts)
            throws SQLException {
        trail.record(statements, AuditEvent.of(clock.millis(), action, actor, target(key.id()), facts));
    }

    private static String target(String id) {
        return "key:" + id;
    }

    private static Map<String, String> facts(ApiKey key) {
        Caller caller = key.caller();
        Map<String, String> facts = new TreeMap<>();
        facts.put("name", caller.name());
        put(facts, "owner", caller.owner());
        put(facts, "team", caller.team());
        put(facts, "made_by", key.madeBy());
        facts.put("roles", caller.roles().stream().map(Role::text).sorted().collect(Collectors.joining(",")));
        facts.put("permissions", caller.permissions().stream().sorted().collect(Collectors.joining(",")));
        facts.put("models", String.join(",", caller.models().patterns()));
        facts.put("providers", String.join(",", caller.providers().patterns()));
        facts.put("addresses", key.addresses().stream().map(IpRange::toString).collect(Collectors.joining(",")));
        put(
                facts,
                "expires_at",
                key.expiresAt() == null ? null : key.expiresAt().toString());
        allowance(facts, caller.allowance());
        if (caller.auditContent()) {
            facts.put(CONTENT, "true");
        }
        facts.values().removeIf(String::isEmpty);
        return facts;
    }

    /** What it may use up, where that is not everything. */
    static void allowance(Map<String, String> facts, Allowance allowance) {
        if (!allowance.limits().none()) {
            facts.put("limits", AllowanceJson.of(allowance.limits()));
        }
        if (!allowance.budgets().isEmpty()) {
            facts.put("budgets", AllowanceJson.of(allowance.budgets()));
        }
        if (allowance.defaultMaxTokens() != null) {
            facts.put("default_max_tokens", allowance.defaultMaxTokens().toString());
        }
    }

    private static void put(Map<String, String> facts, String name, @Nullable String value) {
        if (value != null) {
            facts.put(name, value);
        }
    }
}
