package dev.serai.auth;

import java.util.concurrent.CompletionStage;

/** Says who comes in, by what a request shows. Thread-safe; never blocks. */
public interface Gatekeeper {
    /**
     * Judges what a request shows. Done already where nobody has to be asked.
     *
     * @param address from where the request comes
     */
    CompletionStage<Verdict> judge(Credentials credentials, String address);

    /** For the header {@code WWW-Authenticate} of a 401. */
    String challenge();
}
