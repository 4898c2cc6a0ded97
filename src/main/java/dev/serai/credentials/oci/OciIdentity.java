package dev.serai.credentials.oci;

import dev.serai.credentials.CredentialsException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who the gateway is at OCI. Thread-safe. */
interface OciIdentity {

    /**
     * What signs now. It may have to be fetched, on first use.
     *
     * @throws CredentialsException if there is nothing that signs
     */
    OciKey key();

    /**
     * OCI has refused a signature.
     *
     * @return whether {@link #key} is another one now
     */
    boolean refused(String keyId);

    /** What is not there, in the words of {@code /ready}; no I/O. */
    List<String> lacking();

    /** The region that the identity's own configuration names, or null. */
    @Nullable
    String region();

    /** Looks whether anything has changed; called in the background, and may block. */
    default void look() {}
}
