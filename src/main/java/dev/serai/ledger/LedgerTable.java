package dev.serai.ledger;

import dev.serai.store.Statements;
import dev.serai.store.Store;
import dev.serai.store.StoreException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The table {@code ledger}: an entry whose id it has already is ignored. For one thread. */
final class LedgerTable {
    private static final List<String> COLUMNS = List.of(
            "id",
            "request_id",
            "started_at",
            "key_id",
            "team",
            "endpoint",
            "model",
            "provider",
            "provider_model",
            "provider_request_id",
            "attempts",
            "usage_source",
            "input_tokens",
            "cache_read_tokens",
            "cache_write_5m_tokens",
            "cache_write_1h_tokens",
            "output_tokens",
            "reasoning_tokens",
            "service_tier",
            "cost_nano_usd",
            "price_source",
            "price_date",
            "price_valid_from",
            "first_token_ms",
            "duration_ms",
            "status",
            "stream",
            "broken",
            "finish_reason",
            "error_code",
            "budget_nano_usd");

    private static final String INSERT = "INSERT INTO ledger (" + String.join(", ", COLUMNS) + ") VALUES ("
            + Statements.places(COLUMNS.size()) + ") ON CONFLICT (id) DO NOTHING";

    private static final int NANO_DIGITS = 9;
    private static final int BATCH = 500;

    private final Store store;
    private final Settlement settlement;
    /** Of transactions of which nobody knows how they ended, by the first entry: what is to be done if they ended well. */
    private final Map<String, Runnable> doubtful = new HashMap<>();

    LedgerTable(Store store, Settlement settlement) {
        this.store = store;
        this.settlement = settlement;
    }

    /**
     * Looks whether the store is there.
     *
     * @throws StoreException if it is away
     */
    void reach() {
        store.prepare();
        store.read(statements -> statements.one("SELECT 1", row -> row.getInt(1)));
    }

    /**
     * Adds entries, 500 at once: all of these, or none. Where some failed, the same are to be added again, in the same order.
     *
     * @param kept told of each 500 that the store has
     * @throws StoreException if the store is away, or refuses them
     */
    void add(List<LedgerEntry> entries, Consumer<List<LedgerEntry>> kept) {
        if (!entries.isEmpty()) {
            store.prepare();
        }
        for (List<LedgerEntry> batch : batches(entries)) {
            add(batch);
            kept.accept(batch);
        }
    }

    /** The same entries, in lists that a statement can take. */
    static List<List<LedgerEntry>> batches(List<LedgerEntry> entries) {
        List<List<LedgerEntry>> batches = new ArrayList<>();
        for (int from = 0; from < entries.size(); from += BATCH) {
            batches.add(entries.subList(from, Math.min(entries.size(), from + BATCH)));
        }
        return batches;
    }

    private void add(List<LedgerEntry> entries) {
        List<@Nullable Object[]> rows = new ArrayList<>(entries.size());
        for (LedgerEntry entry : entries) {
            rows.add(row(entry));
        }
        String first = entries.get(0).id();
        Runnable ended = store.write(statements -> {
            int[] counts = statements.batch(INSERT, rows);
            List<LedgerEntry> added = new ArrayList<>(entries.size());
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    added.add(entries.get(i));
                }
            }
            if (added.isEmpty()) {
                // The transaction before this one had ended well, though its end was not heard.
                return doubtful.getOrDefault(first, () -> {});
            }
            Runnable then = settlement.storing(statements, added);
            doubtful.put(first, then);
            return then;
        });
        doubtful.remove(first);
        ended.run();
    }

    /**
     * Of entries that say how requests ended, those that nothing in the table contradicts: it has no row of the request, or one
     * that ended so too.
     *
     * @throws StoreException if the store is away
     */
    List<LedgerEntry> uncontradicted(List<LedgerEntry> entries) {
        Object[] ids = entries.stream().map(LedgerEntry::id).toArray();
        Map<String, Optional<String>> endings = new HashMap<>();
        store.read(statements -> statements.query(
                        "SELECT id, error_code FROM ledger WHERE id IN (" + Statements.places(ids.length) + ")",
                        row -> Map.entry(row.getString(1), Optional.ofNullable(row.getString(2))),
                        ids))
                .forEach(row -> endings.put(row.getKey(), row.getValue()));
        return entries.stream()
                .filter(entry -> {
                    Optional<String> ending = endings.get(entry.id());
                    return ending == null || ending.equals(Optional.ofNullable(entry.errorCode()));
                })
                .toList();
    }

    private static @Nullable Object[] row(LedgerEntry entry) {
        LedgerEntry.PriceSource price = entry.price();
        return new @Nullable Object[] {
            entry.id(),
            entry.requestId(),
            entry.startedAt(),
            entry.key(),
            entry.team(),
            entry.endpoint(),
            entry.model(),
            entry.provider(),
            entry.providerModel(),
            entry.providerRequestId(),
            JournalLine.attempts(entry),
            entry.usage().name().toLowerCase(Locale.ROOT),
            entry.input(),
            entry.cacheRead(),
            entry.cacheWrite5m(),
            entry.cacheWrite1h(),
            entry.output(),
            entry.reasoning(),
            entry.serviceTier(),
            nanoUsd(entry.costUsd()),
            price == null ? null : price.source(),
            price == null ? null : price.date(),
            price == null ? null : price.validFrom(),
            entry.firstTokenMillis(),
            entry.durationMillis(),
            entry.status(),
            entry.stream(),
            entry.broken(),
            entry.finishReason(),
            entry.errorCode(),
            ofBudgets(entry.spending())
        };
    }

    private static @Nullable Long ofBudgets(@Nullable Spending spending) {
        return spending == null || spending.accounts().isEmpty() ? null : spending.nanoUsd();
    }

    /** Whole numbers, since SQLite would make a binary fraction of a decimal; half a billionth is rounded up. */
    private static @Nullable Long nanoUsd(@Nullable BigDecimal usd) {
        return usd == null
                ? null
                : usd.movePointRight(NANO_DIGITS)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
    }
}
