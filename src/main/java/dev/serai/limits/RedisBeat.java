package dev.serai.limits;

import java.util.List;

/** What a gateway and Redis say to each other every second. Only records. */
final class RedisBeat {
    private RedisBeat() {}

    /**
     * What a gateway says.
     *
     * @param epoch of Redis, as it knows it; empty: it knows none
     * @param number greater than that of the beat before
     * @param together until when it asks Redis and counts nothing by itself but what it has leased: milliseconds of the clock of
     *     Redis; 0: it counts by itself
     * @param divisor of a limit where it counts by itself; 0: it may not
     * @param expected how many there were before the epoch, for all that it knows; 0: it knows of nothing before
     * @param said how many there are, for its settings; 0: they don't say it; -1: it never counts by itself
     */
    record Said(String epoch, long number, long together, long divisor, long expected, long said) {}

    /**
     * What Redis says.
     *
     * @param epoch a name that it has for as long as it forgets nothing
     * @param millis by its clock
     * @param divisor of a limit where the gateway counts by itself; 0: it may not
     * @param gateways that there are
     * @param ready whether all whose counts matter have told them
     * @param together whether the gateway is taken for one that asks Redis
     * @param wanted meters of which others want what is leased
     */
    record Heard(
            String epoch,
            long millis,
            long divisor,
            long gateways,
            boolean ready,
            boolean together,
            List<String> wanted) {}
}
