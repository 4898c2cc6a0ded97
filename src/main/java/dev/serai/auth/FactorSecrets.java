package dev.serai.auth;

import dev.serai.auth.totp.BackupCodes;
import dev.serai.store.Seal;
import dev.serai.store.Statements;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** Seals anew what was sealed under another pepper than the newest, so that the other may go. */
    void reseal(Statements statements) throws SQLException {
        List<String> old = statements.query(
                "SELECT id FROM second_factors WHERE pepper_version <> ?", row -> row.getString(1), peppers.current());
        Set<Integer> known = peppers.versions();
        int resealed = 0;
        for (String id : old) {
            Optional<Sealed> sealed = statements.one(
                    "SELECT pepper_version, sealed_seed FROM second_factors WHERE id = ?",
                    row -> new Sealed(row.getInt(1), row.getString(2)),
                    id);
            if (sealed.isPresent() && known.contains(sealed.get().pepperVersion())) {
                resealed += reseal(statements, id, sealed.get());
            }
        }
        if (resealed > 0) {
            LOG.info("{} seeds of second factors have been sealed under the newest pepper", resealed);
        }
        if (old.size() > resealed) {
            LOG.warn(
                    "{} seeds of second factors are sealed under a pepper that KEY_PEPPER does not have",
                    old.size() - resealed);
        }
    }

    private int reseal(Statements statements, String id, Sealed sealed) throws SQLException {
        Sealed anew = seal(id, open(id, sealed));
        return statements.update(
                "UPDATE second_factors SET pepper_version = ?, sealed_seed = ? WHERE id = ? AND pepper_version = ?",
                anew.pepperVersion(),
                anew.text(),
                id,
                sealed.pepperVersion());
    }
}
