package dev.serai.limits;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What this gateway may let in without Redis, for all that it knows. Its share is its own only when Redis has surely taken it for
 * lost, and let nobody else have that share for a whole minute: until then, what others were granted may be all there is. Thread-safe.
 */
final class Standing {
    /** For how long after a beat Redis takes a gateway for one that asks. */
    private static final long TOGETHER_MILLIS = 5_000;

    /** Clocks go at a hundredth's difference at most in that time, and much less. */
    private static final long MARGIN = TimeUnit.SECONDS.toNanos(1);

    private static final long DRAINED = TimeUnit.SECONDS.toNanos(SlidingMinute.SECONDS + 1);

    /** After 20 minutes, see crew.lua, others have the share of whoever fell silent. */
    private static final long ALONE = TimeUnit.MINUTES.toNanos(15);

    private final LongSupplier nanos;
    private final long said;
    private String epoch = "";
    private long beats;
    private long divisor;
    private long gateways;
    private long before;
    private boolean ready;
    private long shareFrom;
    private long contact;
    private boolean clockKnown;
    private long redisMillis;
    private long sent;
    private long received;

    /** @param said how many gateways there are, for the settings; 0: they don't say it; -1: nothing may pass without Redis */
    Standing(LongSupplier nanos, long said) {
        this.nanos = nanos;
        this.said = said;
        this.divisor = Math.max(0, said);
        this.gateways = divisor;
        this.contact = nanos.getAsLong();
        // Whoever had this share before may have had all there is just now.
        this.shareFrom = contact + DRAINED;
    }

    /** What to say next. From now on no more is let in than that allows. */
    synchronized RedisBeat.Said next(boolean together) {
        if (divisor > 0 && gateways > divisor) {
            divisor = gateways;
        }
        long until = 0;
        if (together && ready && clockKnown) {
            long ahead = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - sent) + TOGETHER_MILLIS;
            until = redisMillis + ahead;
            shareFrom = received + TimeUnit.MILLISECONDS.toNanos(ahead) + MARGIN + DRAINED;
        }
        return new RedisBeat.Said(epoch, ++beats, until, divisor, before, said);
    }

    /**
     * Redis has answered.
     *
     * @param asked when it was asked
     * @return whether it is the one that it was; else it has to be told all, and asked again
     */
    synchronized boolean hear(RedisBeat.Heard heard, long asked) {
        long now = nanos.getAsLong();
        clockKnown = true;
        redisMillis = heard.millis();
        sent = asked;
        received = now;
        ready = heard.ready();
        if (!heard.epoch().equals(epoch)) {
            before = epoch.isEmpty() ? 0 : gateways;
            epoch = heard.epoch();
            return false;
        }
        contact = asked;
        if (divisor == 0 && !heard.together()) {
            shareFrom = now + DRAINED;
        }
        divisor = Math.max(heard.divisor(), Math.max(0, said));
        gateways = Math.max(1, heard.gateways());
        return true;
    }

    synchronized String epoch() {
        return epoch;
    }

    /** The number of the last word of this gateway: what was said before is void if it arrives after it. */
    synchronized long number() {
        return beats;
    }

    synchronized long nextNumber() {
        return ++beats;
    }

    /** How many there are, for all that is known; 0: nothing is. */
    synchronized long gateways() {
        return gateways;
    }

    /** Whether Redis counts already: all have told it what they let in, or that no longer counts. */
    synchronized boolean ready() {
        return ready;
    }

    /** Whether anything may pass without Redis. */
    synchronized boolean mayBeAlone() {
        return divisor > 0 && (said > 0 || nanos.getAsLong() - contact < ALONE);
    }

    /** What surely nobody else is granted, in any minute. */
    synchronized long share(long limit) {
        return mayBeAlone() && nanos.getAsLong() - shareFrom >= 0 ? limit / divisor : 0;
    }

    /** In how many seconds the share will be there, and how great it will be. */
    synchronized long secondsUntil(long limit, long amount) {
        long left = shareFrom - nanos.getAsLong();
        return divisor == 0 || left <= 0 || limit / divisor < amount ? 0 : TimeUnit.NANOSECONDS.toSeconds(left) + 1;
    }
}
