package dev.serai.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serai.store.Seal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A text that is kept with the audit, as the journal and the store have it: sealed under a key that neither of them has. Immutable.
 *
 * @param keyVersion of the pepper behind the key
 * @param text nonce, text and tag in base64, bound to the event's id
 */
record SealedContent(@JsonProperty("key_version") int keyVersion, String text) {
    private static final HexFormat HEX = HexFormat.of();

    static SealedContent of(ChainKeys keys, String id, byte[] content, SecureRandom random) {
        int version = keys.current();
        byte[] key = keys.contentKey(version);
        if (key == null) {
            throw new IllegalStateException("There is no current key");
        }
        return new SealedContent(version, Seal.close(key, id, content, random));
    }

    /** Of what is sealed, not of the text: who guesses a prompt must not learn from the chain that it was asked. */
    String hash() {
        return hash(text);
    }

    static String hash(String sealed) {
        try {
            return HEX.formatHex(
                    MessageDigest.getInstance("SHA-256").digest(sealed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }
}
