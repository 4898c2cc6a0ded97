package dev.serai.auth;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One way in. Thread-safe; never blocks. */
interface Authentication extends AutoCloseable {
    /**
     * Judges what a request shows.
     *
     * @param address from where it comes
     * @return null where it shows nothing of this kind; done already where nobody has to be asked
     */
    @Nullable
    CompletionStage<Verdict> judge(Credentials credentials, String address);

    /** Whether a key, token or the like would be this way's to judge; it proves nothing. */
    default boolean recognises(String key) {
        return false;
    }

    /** Whether what it recognises may have no session beside it. */
    default boolean standsAlone() {
        return false;
    }

    /** How a client learns which way in there is: the scheme of {@code WWW-Authenticate}. */
    String challenge();

    /** Whether there is anything to tell callers by. */
    boolean usable();

    /** Nobody is judged any more. */
    @Override
    default void close() {}
}
