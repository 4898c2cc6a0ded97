package dev.serai.audit;

import dev.serai.store.Statements;
import java.sql.SQLException;

/**
 * Where the chain ends, and where what is kept of it begins. Immutable.
 *
 * @param seq of the last row; 0: there is none
 * @param hash of the last row
 * @param archivedSeq of the last row that may be gone
 * @param archivedHash its hash, which the first row that is kept goes on from
 */
public record AuditHead(long seq, String hash, long archivedSeq, String archivedHash) {

    public static AuditHead read(Statements statements) throws SQLException {
        return statements
                .one(
                        "SELECT seq, hash, archived_seq, archived_hash FROM audit_head",
                        row -> new AuditHead(row.getLong(1), row.getString(2), row.getLong(3), row.getString(4)))
                .orElseThrow(() -> new SQLException("audit_head has lost its row"));
    }

    /** As it is exported, and as {@code serai audit verify --head} takes it. */
    @Override
    public String toString() {
        return seq + ":" + hash;
    }
}
