package dev.serai.credentials.oci;

import java.io.IOException;
import java.security.PublicKey;

/** Who gives a session to what the gateway runs on. Called by one thread at a time. */
@FunctionalInterface
interface Federation {

    /**
     * A token for a session that signs with the other half of this key; it blocks for some seconds at most.
     *
     * @throws dev.serai.credentials.CredentialsException if it is refused; the message names no secret
     * @throws IOException if nobody answers
     */
    String token(PublicKey sessionKey) throws IOException;
}
