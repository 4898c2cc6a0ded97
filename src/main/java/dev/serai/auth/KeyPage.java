package dev.serai.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the keys, the oldest first. Immutable.
 *
 * @param more whether there are others after them
 */
public record KeyPage(List<HeldKey> keys, boolean more) {

    public KeyPage {
        keys = List.copyOf(keys);
    }

    /** Which keys are meant; null: whatever it is. */
    public record Filter(
            @Nullable String team,
            @Nullable String owner,
            @Nullable String name,
            @Nullable String madeBy,
            @Nullable Boolean enabled) {}

    /** Where a page ends: a key need not be there any longer for those after it to be found. */
    public record Place(long createdAt, String id) {
        public static Place of(ApiKey key) {
            return new Place(key.createdAt().toEpochMilli(), key.id());
        }
    }
}
