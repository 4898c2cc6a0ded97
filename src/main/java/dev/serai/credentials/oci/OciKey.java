package dev.serai.credentials.oci;

import java.security.PrivateKey;

/**
 * What signs requests. Immutable.
 *
 * @param id as OCI knows it: {@code tenancy/user/fingerprint}, or {@code ST$} and a session token, which is a secret
 * @param key RSA
 */
record OciKey(String id, PrivateKey key) {
    static final String SESSION = "ST$";

    /** Not the record's own: a session token has no place in a log. */
    @Override
    public String toString() {
        return "OciKey[" + (id.startsWith(SESSION) ? "session" : id) + "]";
    }
}
