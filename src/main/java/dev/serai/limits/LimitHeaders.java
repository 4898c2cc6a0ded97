package dev.serai.limits;

import dev.serai.calls.Call;
import dev.serai.dialects.ClientDialect;
import java.time.Instant;
import java.util.List;

/**
 * What an answer says of the limits per minute that hold for it: of each kind the one of which least is left. In OpenAI's words,
 * and on Messages in Anthropic's too. Pure functions.
 */
final class LimitHeaders {
    private LimitHeaders() {}

    static void announce(Call call, List<Claim> claims, Outcome outcome) {
        announce(call, LimitKind.REQUESTS, "requests", claims, outcome);
        announce(call, LimitKind.TOKENS, "tokens", claims, outcome);
    }

    private static void announce(Call call, LimitKind kind, String name, List<Claim> claims, Outcome outcome) {
        Claim tightest = null;
        long least = Long.MAX_VALUE;
        long reset = 0;
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            Level level = outcome.levels().get(i);
            long left = Math.max(0, claim.limit() - level.used());
            if (claim.kind() == kind && left < least) {
                tightest = claim;
                least = left;
                reset = level.resetSeconds();
            }
        }
        if (tightest != null) {
            say(call, name, tightest.limit(), least, reset);
        }
    }

    private static void say(Call call, String name, long limit, long left, long resetSeconds) {
        call.announce("x-ratelimit-limit-" + name, Long.toString(limit));
        call.announce("x-ratelimit-remaining-" + name, Long.toString(left));
        call.announce("x-ratelimit-reset-" + name, duration(resetSeconds));
        if (call.request().dialect() == ClientDialect.MESSAGES) {
            call.announce("anthropic-ratelimit-" + name + "-limit", Long.toString(limit));
            call.announce("anthropic-ratelimit-" + name + "-remaining", Long.toString(left));
            call.announce(
                    "anthropic-ratelimit-" + name + "-reset",
                    Instant.ofEpochSecond(System.currentTimeMillis() / 1_000 + resetSeconds)
                            .toString());
        }
    }

    /** As OpenAI writes it: {@code 1m0s}, {@code 17s}. */
    static String duration(long seconds) {
        return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
    }
}
