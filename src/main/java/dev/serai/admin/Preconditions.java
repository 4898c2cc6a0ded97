package dev.serai.admin;

import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** {@code If-Match} (RFC 9110, section 13.1.1): who changes what they saw is not to undo what another did since. Pure functions. */
final class Preconditions {
    private Preconditions() {}

    /**
     * @param ifMatch the header; null: whatever it is by now
     * @param tag of the thing as it is
     * @throws GatewayException 412 {@code precondition_failed}
     */
    static void match(@Nullable String ifMatch, String tag) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return;
        }
        // A weak tag (W/"…") is the same as no other: this comparison is the strong one.
        if (Arrays.stream(ifMatch.split(",")).map(String::strip).noneMatch(tag::equals)) {
            throw new GatewayException(new GatewayError.InvalidRequest(
                    412, "precondition_failed", null, "It was changed since you saw it: get it again"));
        }
    }
}
