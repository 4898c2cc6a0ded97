package dev.serai.ledger;

import dev.serai.ledger.LedgerEntry.Counted;
import dev.serai.ledger.LedgerEntry.PriceSource;
import dev.serai.ledger.LedgerEntry.Try;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries to write and to find again. */
final class Entries {
    private Entries() {}

    static LedgerEntry of(String id) {
        return ended(id, "stop", null);
    }

    /** What a request becomes if its process dies. */
    static LedgerEntry open(String id) {
        return ended(id, "interrupted", "interrupted").with(Spending.NOTHING_YET);
    }

    private static LedgerEntry ended(String id, String finishReason, @Nullable String errorCode) {
        return new LedgerEntry(
                id,
                "req_" + id,
                1_790_000_000_123L,
                "k1",
                "blue",
                "chat-completions",
                "gpt-4o",
                "openai",
                "gpt-4o-2024-08-06",
                null,
                List.of(new Try("azure", "gpt-4o", "unavailable", 12), new Try("openai", "gpt-4o", "answered", 340)),
                Counted.REPORTED,
                1000,
                200,
                3,
                4,
                500,
                50,
                "default",
                new BigDecimal("0.0069499750001"),
                new PriceSource("a price list", "2026-08-21", "1970-01-01"),
                17L,
                352,
                200,
                true,
                false,
                finishReason,
                errorCode,
                null);
    }
}
