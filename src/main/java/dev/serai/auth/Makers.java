package dev.serai.auth;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.store.Statements;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who may answer for a key, asked within a transaction in which nobody else changes a key. Stateless. */
final class Makers {
    private Makers() {}

    /**
     * @param maker the id of whoever is to answer for a key that is made; null: the command line
     * @throws GatewayException 403 {@code operation_not_allowed} if it would hang on too many, or on one that is of no use any more
     */
    static void check(Statements statements, @Nullable String maker, Instant now) throws SQLException {
        check(statements, maker, null, now);
    }

    /**
     * The same for a key that is there.
     *
     * @throws GatewayException 403 {@code operation_not_allowed} if it would hang on itself, on too many, or on one that is of no use
     *     any more: it was good when its holder was let in, which is no longer so
     */
    static void check(Statements statements, @Nullable String maker, @Nullable String id, Instant now)
            throws SQLException {
        if (maker == null || !ApiKeyText.isId(maker)) {
            return;
        }
        List<String> makers = KeyRow.held(statements, maker)
                .filter(held -> held.good(now))
                .map(HeldKey::makers)
                .orElseThrow(() -> refused("Your key was deleted or switched off, or has expired, just now"));
        if (maker.equals(id) || id != null && makers.contains(id)) {
            throw refused("A key is not taken over with itself, nor with one that it made");
        }
        if (makers.size() >= HeldKey.MOST_MAKERS) {
            throw refused("A key hangs on " + HeldKey.MOST_MAKERS
                    + " others at most, each made with the next: yours does already");
        }
    }

    private static GatewayException refused(String message) {
        return new GatewayException(new GatewayError.NotAllowed("operation_not_allowed", "made_by", message));
    }
}
