package dev.serai.audit;

import dev.serai.store.Seal;
import dev.serai.store.Statements;
import dev.serai.store.Store;
import java.sql.SQLException;
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

    /** Deletes all that somebody has asked and was answered. How many texts there were. */
    public static int deleteOf(Statements statements, String actor) throws SQLException {
        return statements.update("DELETE FROM audit_content WHERE actor = ?", actor);
    }

    /** Deletes what is from before a time, in milliseconds since 1970. How many texts there were. */
    public static int deleteBefore(Store store, long millis) {
        return store.write(statements -> statements.update("DELETE FROM audit_content WHERE at < ?", millis));
    }

    /** Whether the text that a row tells of is the one that was kept, or gone. */
    static boolean asKept(Store store, String id, String hash) {
        return store.read(statements -> find(statements, id))
                .map(content -> SealedContent.hash(content.sealed()).equals(hash))
                .orElse(true);
    }
}
