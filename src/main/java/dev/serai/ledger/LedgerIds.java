package dev.serai.ledger;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of the ledger: UUIDs of version 7 (RFC 9562), ordered by the millisecond. A count makes them differ within a process,
 * 62 random bits that it begins at between processes. Thread-safe, never waits.
 */
final class LedgerIds {
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long LOW_62 = 0x3fff_ffff_ffff_ffffL;

    private final Clock clock;
    private final AtomicLong next = new AtomicLong(new SecureRandom().nextLong());

    LedgerIds(Clock clock) {
        this.clock = clock;
    }

    String next() {
        long count = next.getAndIncrement();
        long high = clock.millis() << 16 | VERSION | count & 0xfff;
        return new UUID(high, VARIANT | count & LOW_62).toString();
    }
}
