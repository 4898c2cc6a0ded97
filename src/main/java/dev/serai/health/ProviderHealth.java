package dev.serai.health;

import dev.serai.config.Place;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What requests and looks have shown of each provider, in each of its places. Thread-safe; a request that went well costs it a look at a map. */
public final class ProviderHealth {
    private final Clock clock;
    private final Seen nothing;
    private final Map<Place, Seen> seen = new ConcurrentHashMap<>();

    /**
     * @param at when
     * @param what in the provider's words, without secrets
     */
    public record Failed(Instant at, String what) {}

    /**
     * What is known of one provider.
     *
     * @param reachable whether it answered when it was last looked at, or asked since
     * @param since from when on it was, or was not
     * @param credentialsRefused whether it last refused who we are
     * @param probed when it was last looked at, or null
     * @param lastFailure of a request or a look, or null
     */
    public record Seen(
            boolean reachable,
            Instant since,
            boolean credentialsRefused,
            @Nullable Instant probed,
            @Nullable Failed lastFailure) {

        private Seen reachable(boolean now, Instant when) {
            return now == reachable ? this : new Seen(now, when, credentialsRefused, probed, lastFailure);
        }

        private Seen refused(boolean now) {
            return now == credentialsRefused ? this : new Seen(reachable, since, now, probed, lastFailure);
        }

        private Seen probed(Instant when) {
            return new Seen(reachable, since, credentialsRefused, when, lastFailure);
        }

        private Seen failed(Failed failure) {
            return new Seen(reachable, since, credentialsRefused, probed, failure);
        }
    }

    public ProviderHealth(Clock clock) {
        this.clock = clock;
        this.nothing = new Seen(true, clock.instant(), false, null, null);
    }

    /** A request failed; whether the provider is down, its breaker will say. */
    public void failed(Place place, ProviderFailure failure) {
        Failed failed = failed(failure);
        boolean refused = failure.kind() == Kind.CREDENTIALS_REFUSED;
        change(place, known -> known.failed(failed).refused(known.credentialsRefused() || refused));
    }

    /** A request was answered. */
    public void answered(Place place) {
        Seen known = seen.get(place);
        if (known != null && (!known.reachable() || known.credentialsRefused())) {
            Instant now = clock.instant();
            change(place, before -> before.reachable(true, now).refused(false));
        }
    }

    /** A look found the provider alive. */
    public void lives(Place place) {
        Instant now = clock.instant();
        change(place, known -> known.reachable(true, now).refused(false).probed(now));
    }

    /** A look found that something is wrong; without any status nobody answered at all. */
    public void ails(Place place, ProviderFailure failure) {
        Instant now = clock.instant();
        boolean refused = failure.kind() == Kind.CREDENTIALS_REFUSED;
        boolean answered = failure.status() != 0 || refused;
        Failed failed = failed(failure);
        change(place, known -> known.reachable(answered, now)
                .refused(refused)
                .probed(now)
                .failed(failed));
    }

    public Seen of(Place place) {
        return seen.getOrDefault(place, nothing);
    }

    private void change(Place place, UnaryOperator<Seen> change) {
        seen.compute(place, (name, known) -> change.apply(known == null ? nothing : known));
    }

    private Failed failed(ProviderFailure failure) {
        return new Failed(clock.instant(), failure.kind() + said(failure));
    }

    /** What a provider says of a credential may hold a part of it. */
    private static String said(ProviderFailure failure) {
        return switch (failure.kind()) {
            case CREDENTIALS_REFUSED, ACCESS_DENIED -> "";
            default -> ": " + failure.message();
        };
    }
}
