package dev.serai.providers;

import java.time.Duration;
import java.time.Instant;
import org.apache.hc.client5.http.utils.DateUtils;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signatures and tokens hold for minutes: a provider whose clock differs refuses good ones, in words that help nobody.
 * Stateless.
 */
final class ClockSkew {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);

    /** AWS and OCI bear with five; what comes near is worth a word. */
    private static final Duration WORTH_A_WORD = Duration.ofMinutes(3);

    private ClockSkew() {}

    /** A provider has refused credentials: says so in the log if the clocks differ. */
    static void report(String provider, Duration ahead) {
        if (ahead.abs().compareTo(WORTH_A_WORD) > 0) {
            LOG.warn(
                    "{} refuses our credentials, and its clock is {} seconds {} ours: is the time of this machine right?",
                    provider,
                    ahead.abs().toSeconds(),
                    ahead.isNegative() ? "behind" : "ahead of");
        }
    }

    /** How far the provider's clock is ahead; zero where it does not tell. */
    static Duration ahead(@Nullable Header date, Instant now) {
        Instant theirs = date == null ? null : DateUtils.parseStandardDate(date.getValue());
        return theirs == null ? Duration.ZERO : Duration.between(now, theirs);
    }
}
