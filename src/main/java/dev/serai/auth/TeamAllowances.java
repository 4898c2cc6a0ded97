package dev.serai.auth;

import dev.serai.allowances.Allowance;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What teams may use up, for callers that are in no store, but of a team that is. All of them are kept, and go on while the store is
 * away; until it has been there once nobody knows. Thread-safe; never blocks but in {@link #poll}.
 */
final class TeamAllowances {
    private static final Logger LOG = LoggerFactory.getLogger(TeamAllowances.class);
    private static final long NEVER = -1;

    private final @Nullable StoredKeys store;
    private volatile Known known;
    private long seen;
    private boolean away;

    /** How often they were read. */
    private record Known(long version, Map<String, Allowance> teams) {}

    /** @param store null: there is none, and no team has less than it wants */
    TeamAllowances(@Nullable StoredKeys store) {
        this.store = store;
        this.known = new Known(store == null ? 0 : NEVER, Map.of());
    }

    /** Another one whenever what is said of a team may have changed. */
    long version() {
        return known.version();
    }

    /** The same for whoever comes in as a member of a team; nobody does while it is not known what that may use up. */
    Verdict applied(Verdict verdict) {
        if (!(verdict instanceof Verdict.Welcome welcome) || welcome.caller().team() == null) {
            return verdict;
        }
        Known now = known;
        if (now.version() == NEVER) {
            return Refusals.TOKEN_UNAVAILABLE;
        }
        Allowance allowance = now.teams().get(welcome.caller().team());
        return allowance == null
                ? verdict
                : new Verdict.Welcome(welcome.caller().ofTeamWith(allowance));
    }

    /** Reads them again if what is said of any has changed. Blocks; for one thread, every two seconds. */
    void poll() {
        if (store == null) {
            return;
        }
        try {
            store.store().prepare();
            read(store);
            if (away) {
                LOG.info("what teams may use up can be read again");
            }
            away = false;
        } catch (RuntimeException e) {
            if (!away) {
                LOG.warn(
                        "what teams may use up can't be read; {}: {}",
                        known.version() == NEVER
                                ? "until it can be, whose token names a team is told to come again"
                                : "what was said of them goes on",
                        e.getMessage());
            }
            away = true;
        }
    }

    private void read(StoredKeys stored) {
        if (known.version() == NEVER) {
            long newest = stored.keys().changes().version();
            readAll(stored);
            seen = newest;
            return;
        }
        KeyChanges.Changes changes = stored.keys().changes().since(seen);
        if (changes.ids() == null || !changes.teams().isEmpty()) {
            readAll(stored);
        }
        // What changes meanwhile has a later version, and is read once more.
        seen = changes.version();
    }

    private void readAll(StoredKeys stored) {
        Map<String, Allowance> teams = new HashMap<>();
        stored.teams().list().forEach(team -> teams.put(team.name(), team.allowance()));
        known = new Known(known.version() + 1, Map.copyOf(teams));
    }
}
