package dev.serai.models;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.config.ModelTarget;
import dev.serai.errors.ProviderFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One more try on the last target, where the model has no other: {@code max_retries} times, {@code retry_delay} after its
 * failure, for connection errors, 5xx and a 429 that says when; before another model is turned to only if it is soon
 * (docs/decisions/0050). Thread-safe.
 */
final class FurtherTries {
    /** How long a further try may be waited for where another model could answer at once. */
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Only the call's own deadline counts. */
    static final Duration ENDLESS = Duration.ofDays(1);

    private static final long LOOK_EVERY_MILLIS = 20;

    private final RetryBudget budget;

    FurtherTries(RetryBudget budget) {
        this.budget = budget;
    }

    /** The target to try again, its pause over; null where it is not to be tried, or nobody waits for it any more. */
    @Nullable
    ModelTarget next(Call call, Duration longestPause) {
        Attempt last = call.attempts().lastSent();
        ProviderFailure failure = last == null ? null : last.failure();
        if (last == null || failure == null || call.attempts().size() >= ResolveModel.SLOTS) {
            return null;
        }
        ModelTarget target = last.target();
        Optional<Duration> pause = pause(failure, target);
        if (pause.filter(time -> time.compareTo(longestPause) <= 0).isEmpty()
                || tries(call, target) > target.provider().maxRetries()) {
            return null;
        }
        long nanos = pause.get().toNanos();
        boolean inTime = System.nanoTime() + nanos - call.deadlineNanos() < 0;
        return inTime && budget.take(call.mapping().routing().retryBudget()) && waited(call, nanos) ? target : null;
    }

    private static Optional<Duration> pause(ProviderFailure failure, ModelTarget target) {
        Integer asked = failure.retryAfterSeconds();
        return switch (failure.kind()) {
            case UNREACHABLE, UNAVAILABLE -> Optional.of(asked(asked, target));
            // Its own 504 is a 5xx; what was too slow for us would be so again.
            case TIMEOUT -> failure.status() >= 500 ? Optional.of(asked(asked, target)) : Optional.empty();
            case RATE_LIMITED -> Optional.ofNullable(asked).map(Duration::ofSeconds);
            default -> Optional.empty();
        };
    }

    private static Duration asked(@Nullable Integer seconds, ModelTarget target) {
        return seconds == null ? target.provider().retryDelay() : Duration.ofSeconds(seconds);
    }

    private static int tries(Call call, ModelTarget target) {
        int tries = 0;
        for (Attempt attempt : call.attempts()) {
            if (attempt.sent() && attempt.target() == target) {
                tries++;
            }
        }
        return tries;
    }

    /** On the request's own thread, in steps short enough to see that the client has left. */
    private static boolean waited(Call call, long nanos) {
        long until = System.nanoTime() + nanos;
        try {
            for (long left = nanos; left > 0; left = until - System.nanoTime()) {
                if (call.aborted() != null) {
                    return false;
                }
                Thread.sleep(Math.min(LOOK_EVERY_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return call.aborted() == null;
    }
}
