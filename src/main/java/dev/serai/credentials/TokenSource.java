package dev.serai.credentials;

import java.io.IOException;

/** Where tokens for one identity come from. Called by one thread at a time. */
@FunctionalInterface
public interface TokenSource {

    /**
     * Asks for a new one. Files that hold what is exchanged for it are read anew each time.
     *
     * @throws CredentialsException if it is refused; the message names no secret
     * @throws IOException if nobody answers
     */
    AccessToken fetch() throws IOException;
}
