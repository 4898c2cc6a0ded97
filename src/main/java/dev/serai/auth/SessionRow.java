package dev.serai.auth;

import dev.serai.store.Statements;
import java.sql.SQLException;

/** A row of {@code sessions}. Stateless. */
final class SessionRow {
    private SessionRow() {}

    /** Ends all sessions of a key, for all replicas. */
    static void deleteAll(Statements statements, KeyChanges changes, String keyId) throws SQLException {
        for (String id : statements.query("SELECT id FROM sessions WHERE key_id = ?", row -> row.getString(1), keyId)) {
            changes.changed(statements, id);
        }
        statements.update("DELETE FROM sessions WHERE key_id = ?", keyId);
    }
}
