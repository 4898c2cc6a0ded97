package dev.serai.limits;

import dev.serai.allowances.Limits;
import dev.serai.allowances.Rates;
import dev.serai.auth.Caller;
import dev.serai.auth.Globs;
import dev.serai.calls.Bill;
import dev.serai.calls.Call;
import dev.serai.config.Settings;
import dev.serai.dialects.Usage;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds calls to the limits of their key and their team. A caller without limits costs a look at two records. Thread-safe;
 * lives until closed.
 */
public final class CallLimits implements AutoCloseable {
    private static final long UNKNOWN = -1;
    private static final int FIRST_REFUSAL = 400;

    private final Limits defaults;
    private final Limiter limiter;
    private final Refusals refusals;

    /** Told of each refusal. */
    @FunctionalInterface
    public interface Refusals {
        /**
         * @param limit that was reached, as settings name it
         * @param of {@code key} or {@code team}
         */
        void refused(String limit, String of);
    }

    CallLimits(Limits defaults, Limiter limiter, Refusals refusals) {
        this.defaults = defaults;
        this.limiter = limiter;
        this.refusals = refusals;
    }

    /** As settings say in which {@link LimitSettings#check} found nothing wrong. */
    public static CallLimits of(Settings settings, Refusals refusals) {
        return new CallLimits(LimitSettings.defaults(settings), LimitSettings.limiter(settings), refusals);
    }

    /** The same inside an application, as settings say in which {@link LimitSettings#checkEmbedded} found nothing wrong. */
    public static CallLimits embedded(Settings settings, Refusals refusals) {
        return new CallLimits(LimitSettings.defaults(settings), LimitSettings.embedded(settings), refusals);
    }

    /**
     * Lets a planned call pass, and takes what it needs until it is over; or refuses it.
     *
     * @throws GatewayException 429 if a limit is reached, 503 if limits can't be counted
     */
    public void admit(Call call) {
        if (call.within()) {
            return; // The call that asks has been counted.
        }
        Limits own = call.caller().allowance().limits();
        Limits ofKey = own.none() ? defaults : own;
        Limits ofTeam = call.caller().teamAllowance().limits();
        if (ofKey.none() && ofTeam.none()) {
            return;
        }
        List<Claim> claims = claims(call, ofKey, ofTeam);
        if (claims.isEmpty()) {
            return;
        }
        // The client may give two calls the same request id.
        String id = UUID.randomUUID().toString();
        Outcome outcome = take(id, claims);
        LimitHeaders.announce(call, claims, outcome);
        if (!outcome.granted()) {
            throw refused(claims.get(outcome.refused()), outcome.levels().get(outcome.refused()));
        }
        call.ending().then(() -> settle(id, claims, outcome, call));
    }

    private Outcome take(String id, List<Claim> claims) {
        try {
            return limiter.take(id, claims);
        } catch (LimitsUnavailableException e) {
            throw new GatewayException(new GatewayError.Unavailable(
                    "limits_unavailable",
                    "The limits of the API key can't be counted now, and nothing passes uncounted; try again",
                    2));
        }
    }

    /** Whether all gateways are to count together. */
    public boolean meantToBeShared() {
        return limiter instanceof SharedLimiter;
    }

    /** Whether all gateways count together now; what one alone counts is its own. */
    public boolean shared() {
        return limiter.shared();
    }

    private static List<Claim> claims(Call call, Limits ofKey, Limits ofTeam) {
        Caller caller = call.caller();
        String model = call.plan().model().name();
        List<Claim> claims = new ArrayList<>(4);
        claim(claims, call, false, caller.id(), ofKey, model);
        if (caller.team() != null) {
            claim(claims, call, true, caller.team(), ofTeam, model);
        }
        claims.sort(Comparator.comparing(Claim::kind));
        return claims;
    }

    private static void claim(List<Claim> claims, Call call, boolean ofTeam, String name, Limits limits, String model) {
        claim(claims, call, new Scope(ofTeam, name, null), limits.all());
        limits.models().forEach((pattern, rates) -> {
            if (Globs.matches(pattern, model)) {
                claim(claims, call, new Scope(ofTeam, name, pattern), rates);
            }
        });
    }

    private static void claim(List<Claim> claims, Call call, Scope scope, Rates rates) {
        for (LimitKind kind : LimitKind.values()) {
            Long limit = kind.of(rates);
            if (limit != null && (kind != LimitKind.PARALLEL_STREAMS || call.request().stream())) {
                claims.add(new Claim(scope, kind, limit, kind == LimitKind.TOKENS ? tokens(call, limit) : 1));
            }
        }
    }

    /** Where nobody says how long an answer may be, the guess does not keep it from ever being asked for. */
    private static long tokens(Call call, long limit) {
        if (call.request().free()) {
            return 0;
        }
        TokenEstimate estimate = TokenEstimate.of(call);
        return estimate.said() || estimate.input() >= limit ? estimate.total() : Math.min(limit, estimate.total());
    }

    private void settle(String id, List<Claim> claims, Outcome outcome, Call call) {
        long tokens = tokens(call);
        limiter.settle(id, tokens == UNKNOWN ? withoutTokens(claims) : claims, outcome, tokens);
    }

    /** What it used, for all that is known. */
    private static long tokens(Call call) {
        Bill bill = call.outcome().bill();
        Usage usage = bill == null ? call.outcome().usage() : bill.usage();
        if (usage.reported() || usage.estimated()) {
            return usage.totalTokens();
        }
        boolean nothing = call.request().free() || call.attempts().lastSent() == null || answeredByError(call);
        return nothing ? 0 : UNKNOWN;
    }

    /** A provider's own error, which native paths pass on, is none of the gateway's. */
    private static boolean answeredByError(Call call) {
        boolean error = call.outcome().error() != null || call.outcome().status() >= FIRST_REFUSAL;
        return error && !call.outcome().brokenStream();
    }

    /** Where nobody knows what it used the guess stands. */
    private static List<Claim> withoutTokens(List<Claim> claims) {
        return claims.stream().filter(claim -> claim.kind() != LimitKind.TOKENS).toList();
    }

    private GatewayException refused(Claim claim, Level level) {
        refusals.refused(claim.kind().label(), claim.scope().label());
        boolean never = claim.amount() > claim.limit();
        String what = claim.scope().text() + " may have " + claim.limit() + " "
                + claim.kind().unit();
        String message =
                never ? what + ", and this request alone may use " + claim.amount() : what + advice(claim, level);
        return new GatewayException(new GatewayError.LimitReached(message, never ? null : wait(claim, level), never));
    }

    private static String advice(Claim claim, Level level) {
        String used = ", and has " + (claim.kind() == LimitKind.TOKENS ? level.used() + " of them in use" : "them");
        return used + "; try again " + (claim.kind().perMinute() ? "in " + wait(claim, level) + " s" : "when one ends");
    }

    /** Nobody knows when a call ends: a second is a guess. */
    private static @Nullable Integer wait(Claim claim, Level level) {
        return claim.kind().perMinute() ? (int) Math.max(1, level.waitSeconds()) : 1;
    }

    @Override
    public void close() {
        limiter.close();
    }
}
