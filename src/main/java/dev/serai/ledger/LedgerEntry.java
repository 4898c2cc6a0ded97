package dev.serai.ledger;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the books say of one request. It holds no text of a prompt or an answer, no header and no secret. Immutable.
 *
 * @param id the ledger's own, never the client's: the request of an id that comes twice is one request
 * @param requestId as the client and the logs know it; two requests may have the same
 * @param startedAt milliseconds since 1970
 * @param key id of the caller's key, or {@code anyone}
 * @param team of the caller, or null
 * @param endpoint id of the route that took the request in
 * @param model as it was asked for
 * @param provider that answered or was the last to fail; null where none was called
 * @param providerModel its model
 * @param providerRequestId its id of the request, or null
 * @param attempts calls of providers, in order
 * @param usage what the tokens are
 * @param input tokens at full price; with the next four, each token is counted in one place
 * @param reasoning part of {@code output}
 * @param serviceTier that the provider says has answered, or null
 * @param costUsd exact; null where no price is known
 * @param price the row of the price book that made it; null where there is none
 * @param firstTokenMillis from the start of the attempt that answered, or null
 * @param durationMillis from the request's body being there until before the answer's last
 * @param status that the client got; 499 if it had left
 * @param broken whether a stream or a native answer ended before its time
 * @param errorCode what the client was told instead of an answer, or null
 * @param spending what it takes of budgets, or null
 */
public record LedgerEntry(
        String id,
        String requestId,
        long startedAt,
        String key,
        @Nullable String team,
        String endpoint,
        String model,
        @Nullable String provider,
        @Nullable String providerModel,
        @Nullable String providerRequestId,
        List<Try> attempts,
        Counted usage,
        long input,
        long cacheRead,

        @com.fasterxml.jackson.annotation.JsonProperty("cache_write_5m")
        long cacheWrite5m,

        @com.fasterxml.jackson.annotation.JsonProperty("cache_write_1h")
        long cacheWrite1h,

        long output,
        long reasoning,
        @Nullable String serviceTier,
        @Nullable BigDecimal costUsd,
        @Nullable PriceSource price,
        @Nullable Long firstTokenMillis,
        long durationMillis,
        int status,
        boolean stream,
        boolean broken,
        String finishReason,
        @Nullable String errorCode,
        @Nullable Spending spending) {

    public LedgerEntry {
        attempts = List.copyOf(attempts);
    }

    /** The same, with what it takes of budgets. */
    public LedgerEntry with(Spending ofBudgets) {
        return new LedgerEntry(
                id,
                requestId,
                startedAt,
                key,
                team,
                endpoint,
                model,
                provider,
                providerModel,
                providerRequestId,
                attempts,
                usage,
                input,
                cacheRead,
                cacheWrite5m,
                cacheWrite1h,
                output,
                reasoning,
                serviceTier,
                costUsd,
                price,
                firstTokenMillis,
                durationMillis,
                status,
                stream,
                broken,
                finishReason,
                errorCode,
                ofBudgets);
    }

    /** Whether this is no row yet, but what becomes one if the process dies before the request has ended. */
    boolean open() {
        return spending != null && spending.open();
    }

    /** Those that are rows, in the same order. */
    static List<LedgerEntry> ended(List<LedgerEntry> entries) {
        return entries.stream().filter(entry -> !entry.open()).toList();
    }

    /** One call of a provider: who, how it ended ({@code answered} or the kind of failure), and how long it took. */
    public record Try(String provider, @Nullable String model, String outcome, long millis) {}

    /** Where a price was read, the day of reading, and the first day that it holds. */
    public record PriceSource(String source, String date, String validFrom) {}

    /** Who counted the tokens. */
    public enum Counted {
        REPORTED,
        /** The gateway guessed them. */
        ESTIMATED,
        /** Nobody: all are 0. */
        UNKNOWN
    }
}
