package dev.serai.audit;

import dev.serai.store.Seal;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Texts that are kept beside the chain, which has the hash of each alone: they may go, one by one or by age, and the chain is
 * whole without them. Stateless.
 */
public final class AuditContents {
    /** What somebody asked, and was answered, is kept; the row's id is that of the text. */
    public static final String KEPT = "content.kept";

    static final String HASH = "content_sha256";

    /** Why a row has no text, where the gateway had no room for it. */
    static final String DROPPED = "dropped";

    private static final int AT_ONCE = 200;
    private static final String COLUMNS = "id, at, actor, key_version, sealed";

    /**
     * A text that is kept, sealed still.
     *
     * @param at milliseconds since 1970
     * @param actor whose request it was
     */
    public record Content(String id, long at, String actor, int keyVersion, String sealed) {
        /** @return null where the pepper is gone that it was sealed under, or it was changed */
        public byte @Nullable [] open(ChainKeys keys) {
            byte[] key = keys.contentKey(keyVersion);
            try {
                return key == null ? null : Seal.open(key, id, sealed);
            } catch (IllegalArgumentException changed) {
                return null;
            }
        }
    }

    private AuditContents() {}

    static void insert(Statements statements, AuditLine line) throws SQLException {
        SealedContent content = line.content();
        if (content != null) {
            statements.update(
                    "INSERT INTO audit_content (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?)",
                    line.id(),
                    line.event().at(),
                    line.event().actor(),
                    content.keyVersion(),
                    content.text());
        }
    }

    public static Optional<Content> find(Statements statements, String id) throws SQLException {
        return statements.one(
                "SELECT " + COLUMNS + " FROM audit_content WHERE id = ?",
                row -> new Content(
                        row.getString("id"),
                        row.getLong("at"),
                        row.getString("actor"),
                        row.getInt("key_version"),
                        row.getString("sealed")),
                id);
    }

    /** Whether there was such a text. */
    public static boolean delete(Statements statements, String id) throws SQLException {
        return statements.update("DELETE FROM audit_content WHERE id = ?", id) > 0;
    }

    /**
     * Deletes the oldest that somebody has asked and was answered, {@value #AT_ONCE} at most: whoever wants more gone asks again,
     * in a transaction of its own, until there is none. How many texts there were.
     */
    public static int deleteOf(Statements statements, String actor) throws SQLException {
        return delete(statements, "actor = ?", actor);
    }

    /** Likewise what is from before a time, in milliseconds since 1970. */
    public static int deleteBefore(Statements statements, long millis) throws SQLException {
        return delete(statements, "at < ?", millis);
    }

    /** A part at a time, so that no statement takes too long, nor keeps SQLite's other writers waiting. */
    private static int delete(Statements statements, String which, Object value) throws SQLException {
        // Not in one statement: what another gateway deletes meanwhile would not count, and a part be taken for the
        // last.
        List<Object[]> ids = statements.query(
                "SELECT id FROM audit_content WHERE " + which + " ORDER BY at, id LIMIT " + AT_ONCE,
                row -> new Object[] {row.getString("id")},
                value);
        if (!ids.isEmpty()) {
            statements.batch("DELETE FROM audit_content WHERE id = ?", ids);
        }
        return ids.size();
    }

    /** Whether the text that a row tells of is the one that was kept, or gone. */
    static boolean asKept(Store store, String id, String hash) {
        return store.read(statements -> find(statements, id))
                .map(content -> SealedContent.hash(content.sealed()).equals(hash))
                .orElse(true);
    }
}
