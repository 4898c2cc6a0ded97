package dev.serai.auth;

import java.time.Instant;
import java.util.List;

/**
 * What one process knew of keys. Immutable.
 *
 * @param confirmedAt when the store said last that none of them had changed
 * @param keys those that were looked up last first
 */
record KeySnapshot(Instant confirmedAt, List<Entry> keys) {
    KeySnapshot {
        keys = List.copyOf(keys);
    }

    /** @param lookedUpAt when the store was asked for it, at the latest {@code confirmedAt} */
    record Entry(HeldKey key, Instant lookedUpAt) {}
}
