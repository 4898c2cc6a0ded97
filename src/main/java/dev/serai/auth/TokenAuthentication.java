package dev.serai.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serai.auth.tokens.TokenRefusedException;
import dev.serai.auth.tokens.TokenUnavailableException;
import dev.serai.auth.tokens.UnverifiedClaims;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By a token that somebody else gave out. What a judge has said is remembered by the token's hash, for a minute at most, so that
 * proving it costs one request of many; the others wait for nobody. Thread-safe; lives until closed.
 */
final class TokenAuthentication implements Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(TokenAuthentication.class);
    private static final CompletionStage<Verdict> WRONG = CompletableFuture.completedFuture(Refusals.WRONG_TOKEN);
    private static final int MOST_KNOWN = 50_000;
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final long LONGEST_WAIT_MILLIS = 2_500;

    private final TokenJudge judge;
    private final TeamAllowances teams;
    private final Clock clock;
    private final ThreadPoolExecutor threads = LookUpThreads.named("serai-tokens");
    private final Map<ByteBuffer, CompletableFuture<Verdict>> asked = new ConcurrentHashMap<>();
    private final Cache<ByteBuffer, Known> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(LONGEST)
            .build();

    /**
     * What the judge has said, and what came of it, which is the same for every request.
     *
     * @param version of what teams may use up
     */
    private record Known(Verdict judged, CompletionStage<Verdict> verdict, long version, Instant until) {}

    TokenAuthentication(TokenJudge judge, TeamAllowances teams, Clock clock) {
        this.judge = judge;
        this.teams = teams;
        this.clock = clock;
    }

    @Override
    public boolean recognises(String key) {
        return judge.recognises(key);
    }

    @Override
    public boolean standsAlone() {
        return true;
    }

    @Override
    public @Nullable CompletionStage<Verdict> judge(Credentials credentials, String address) {
        List<String> keys = credentials.keys();
        if (keys.isEmpty()) {
            return null;
        }
        // SDKs send keys of others beside ours; two of ours have been refused before.
        String token = keys.size() == 1
                ? keys.get(0)
                : keys.stream().filter(judge::recognises).findFirst().orElse(null);
        return token == null ? WRONG : judge(token);
    }

    private CompletionStage<Verdict> judge(String token) {
        if (!UnverifiedClaims.isJwt(token)) {
            return WRONG;
        }
        ByteBuffer hash = SecretHash.of(token);
        CompletionStage<Verdict> before = remembered(hash);
        if (before != null) {
            return before;
        }
        if (!judge.recognises(token)) {
            return WRONG;
        }
        // A copy: whoever has had enough must not end it for the others.
        return ask(hash, token)
                .copy()
                .completeOnTimeout(Refusals.TOKEN_UNAVAILABLE, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private @Nullable CompletionStage<Verdict> remembered(ByteBuffer hash) {
        Known before = known.getIfPresent(hash);
        if (before == null || !clock.instant().isBefore(before.until())) {
            return null;
        }
        return before.version() == teams.version()
                ? before.verdict()
                : keep(hash, before.judged(), before.until()).verdict();
    }

    private CompletableFuture<Verdict> ask(ByteBuffer hash, String token) {
        CompletableFuture<Verdict> fresh = new CompletableFuture<>();
        CompletableFuture<Verdict> running = asked.putIfAbsent(hash, fresh);
        if (running != null) {
            return running;
        }
        try {
            threads.execute(() -> {
                Verdict verdict = Refusals.TOKEN_UNAVAILABLE;
                try {
                    // Whoever was asked before may have answered since it was looked for.
                    CompletionStage<Verdict> before = remembered(hash);
                    verdict = before == null
                            ? verdict(hash, token)
                            : before.toCompletableFuture().join();
                } finally {
                    asked.remove(hash, fresh);
                    fresh.complete(verdict);
                }
            });
        } catch (RejectedExecutionException full) {
            asked.remove(hash, fresh);
            fresh.complete(Refusals.TOKEN_UNAVAILABLE);
        }
        return fresh;
    }

    private Verdict verdict(ByteBuffer hash, String token) {
        try {
            TokenJudge.Judgement judged = judge.judge(token);
            Instant minute = clock.instant().plus(LONGEST);
            return keep(
                            hash,
                            judged.caller().<Verdict>map(Verdict.Welcome::new).orElse(Refusals.WRONG_TOKEN),
                            judged.until().isBefore(minute) ? judged.until() : minute)
                    .verdict()
                    .toCompletableFuture()
                    .join();
        } catch (TokenRefusedException e) {
            return Refusals.token(String.valueOf(e.getMessage()));
        } catch (TokenUnavailableException e) {
            LOG.debug("a token can't be judged", e);
            return Refusals.TOKEN_UNAVAILABLE;
        }
    }

    private Known keep(ByteBuffer hash, Verdict judged, Instant until) {
        // Read first: what changes meanwhile has another version.
        long version = teams.version();
        Known fresh = new Known(judged, CompletableFuture.completedFuture(teams.applied(judged)), version, until);
        known.put(hash, fresh);
        return fresh;
    }

    @Override
    public String challenge() {
        return ApiKeyAuthentication.BEARER;
    }

    @Override
    public boolean usable() {
        return judge.usable();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        judge.close();
    }
}
