package dev.serai.auth.totp;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords as authenticator apps make them: SHA-1, six digits, thirty seconds. Pure functions.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6238">RFC 6238</a>
 */
public final class Totp {
    /** How long a code is shown. */
    public static final Duration STEP = Duration.ofSeconds(30);

    /** What {@link #match} says where no step has the code. */
    public static final long NONE = -1;

    private static final int DIGITS = 6;

    /** RFC 4226, section 4, R6: as long as the hash. */
    private static final int SEED_BYTES = 20;

    /** RFC 6238, section 5.2: at most one step either way. */
    private static final int WINDOW = 1;

    private static final TimeBasedOneTimePasswordGenerator GENERATOR =
            new TimeBasedOneTimePasswordGenerator(STEP, DIGITS);

    private Totp() {}

    /** A seed that nobody has yet. */
    public static byte[] seed(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return seed;
    }

    /** The number of the step at a time. */
    public static long step(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), STEP.toSeconds());
    }

    /** The code of a step. */
    public static String code(byte[] seed, long step) {
        try {
            return GENERATOR.generateOneTimePasswordString(
                    new SecretKeySpec(seed, GENERATOR.getAlgorithm()), Instant.ofEpochSecond(step * STEP.toSeconds()));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("Every seed is a key", e);
        }
    }

    /** Whether a text looks like a code at all. */
    public static boolean isCode(String text) {
        return text.length() == DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * The step whose code it is: this one, the one before or the one after. Takes as long where none has it.
     *
     * @param used the last step whose code was taken: it and those before it have no code any more
     */
    public static long match(byte[] seed, String code, Instant now, long used) {
        byte[] given = code.getBytes(StandardCharsets.UTF_8);
        long current = step(now);
        long match = NONE;
        for (long step = current - WINDOW; step <= current + WINDOW; step++) {
            boolean same = MessageDigest.isEqual(code(seed, step).getBytes(StandardCharsets.UTF_8), given);
            match = same && step > used ? step : match;
        }
        return match;
    }
}
