package dev.serai.auth;

import dev.serai.auth.totp.BackupCodes;
import dev.serai.store.Seal;
import dev.serai.store.Statements;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What second factors have in the database, under peppers that are not: seeds that only they open, hashes of backup codes that only
 * they make. Thread-safe.
 */
final class FactorSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(FactorSecrets.class);
    private static final String PURPOSE = "serai totp seed";

    private final Peppers peppers;
    private final SecureRandom random = new SecureRandom();

    /** As it is kept. */
    record Sealed(int pepperVersion, String text) {}

    FactorSecrets(Peppers peppers) {
        this.peppers = peppers;
    }

    Sealed seal(String id, byte[] seed) {
        int version = peppers.current();
        return new Sealed(version, Seal.close(peppers.derive(version, PURPOSE), id, seed, random));
    }

    /** @throws IllegalStateException if its pepper is not there any more */
    byte[] open(String id, Sealed sealed) {
        return Seal.open(peppers.derive(sealed.pepperVersion(), PURPOSE), id, sealed.text());
    }

    /** Puts codes in place of those that there were. */
    void replaceCodes(Statements statements, String id, List<String> codes) throws SQLException {
        statements.update("DELETE FROM backup_codes WHERE second_factor = ?", id);
        int version = peppers.current();
        for (String code : codes) {
            statements.update(
                    "INSERT INTO backup_codes (second_factor, code_hash, pepper_version) VALUES (?, ?, ?)",
                    id,
                    hash(version, id, BackupCodes.read(code)),
                    version);
        }
    }

    /** Uses a backup code up. Whether there was such a one: of those who come at once with it one is told so. */
    boolean useCode(Statements statements, String id, String code, long now) throws SQLException {
        for (int version : peppers.versions()) {
            int used = statements.update(
                    "UPDATE backup_codes SET used_at = ? WHERE second_factor = ? AND code_hash = ? AND used_at IS NULL",
                    now,
                    id,
                    hash(version, id, code));
            if (used > 0) {
                return true;
            }
        }
        return false;
    }

    private String hash(int version, String id, String code) {
        return peppers.hashOf(version, "backup-code:" + id + ":" + code);
    }

    /** Seals anew what was sealed under another pepper than the newest, so that the other may go; what can't be opened stays. */
    void reseal(Statements statements) throws SQLException {
        List<String> old = statements.query(
                "SELECT id FROM second_factors WHERE pepper_version <> ?", row -> row.getString(1), peppers.current());
        Set<Integer> known = peppers.versions();
        int resealed = 0;
        int unknown = 0;
        List<String> broken = new ArrayList<>();
        for (String id : old) {
            Sealed sealed = statements
                    .one(
                            "SELECT pepper_version, sealed_seed FROM second_factors WHERE id = ?",
                            row -> new Sealed(row.getInt(1), row.getString(2)),
                            id)
                    .orElse(null);
            if (sealed == null) {
                continue; // It has gone meanwhile.
            }
            boolean named = known.contains(sealed.pepperVersion());
            byte[] seed = named ? opened(id, sealed) : null;
            if (seed != null) {
                resealed += reseal(statements, id, sealed.pepperVersion(), seal(id, seed));
            } else if (named) {
                broken.addAll(statements.query(
                        "SELECT id FROM api_keys WHERE second_factor = ?", row -> row.getString(1), id));
            } else {
                unknown++;
            }
        }
        tell(resealed, unknown, broken);
    }

    private static void tell(int resealed, int unknown, List<String> broken) {
        if (resealed > 0) {
            LOG.info("{} seeds of second factors have been sealed under the newest pepper", resealed);
        }
        if (unknown > 0) {
            LOG.warn("{} seeds of second factors are sealed under a pepper that KEY_PEPPER does not have", unknown);
        }
        if (!broken.isEmpty()) {
            LOG.warn(
                    "the second factors of the keys {} can't be opened, and have to be enrolled again (serai totp enrol): somebody"
                            + " has changed them, or a pepper of KEY_PEPPER is not that of its number",
                    broken);
        }
    }

    private byte @Nullable [] opened(String id, Sealed sealed) {
        try {
            return open(id, sealed);
        } catch (IllegalArgumentException e) {
            LOG.debug("the seed of second factor {} can't be opened", id, e);
            return null;
        }
    }

    private static int reseal(Statements statements, String id, int before, Sealed anew) throws SQLException {
        return statements.update(
                "UPDATE second_factors SET pepper_version = ?, sealed_seed = ? WHERE id = ? AND pepper_version = ?",
                anew.pepperVersion(),
                anew.text(),
                id,
                before);
    }
}
