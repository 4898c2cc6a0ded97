package dev.serai.auth;

import dev.serai.auth.tokens.TokenRefusedException;
import dev.serai.auth.tokens.TokenUnavailableException;
import java.time.Instant;
import java.util.Optional;

/** Says whose a token of somebody else's making is. Thread-safe. */
interface TokenJudge extends AutoCloseable {
    /**
     * A caller, and how long that may be remembered.
     *
     * @param caller empty: nobody is meant, which may be remembered too
     */
    record Judgement(Optional<Caller> caller, Instant until) {}

    /** Whether a text would be one of ours, by what it says of itself. Cheap, and proves nothing. */
    boolean recognises(String token);

    /**
     * Blocks.
     *
     * @throws TokenRefusedException if it is no good, which is not remembered
     * @throws TokenUnavailableException if nobody can say
     */
    Judgement judge(String token) throws TokenRefusedException, TokenUnavailableException;

    /** Whether it can say anything at all. */
    boolean usable();

    @Override
    void close();
}
