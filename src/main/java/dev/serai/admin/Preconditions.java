package dev.serai.admin;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** {@code If-Match} (RFC 9110, section 13.1.1): who changes what they saw is not to undo what another did since. Pure functions. */
final class Preconditions {
    private static final int TAG_BYTES = 12;

    private Preconditions() {}

    /** The {@code ETag} of what this text tells. */
    static String tag(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(hash, 0, TAG_BYTES) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256", e);
        }
    }

    /**
     * @param ifMatch the header; null: whatever it is by now
     * @param tag of the thing as it is; empty: it is not there
     * @throws GatewayException 412 {@code precondition_failed}
     */
    static void match(@Nullable String ifMatch, String tag) {
        if (ifMatch == null || ifMatch.strip().equals("*") && !tag.isEmpty()) {
            return;
        }
        // A weak tag (W/"…") is the same as no other: this comparison is the strong one.
        if (Arrays.stream(ifMatch.split(",")).map(String::strip).noneMatch(tag::equals)) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    412, "precondition_failed", null, "It was changed since you saw it: get it again"));
        }
    }
}
