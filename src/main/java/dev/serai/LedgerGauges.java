package dev.serai;

import dev.serai.accounting.Metrics;
import dev.serai.health.Readiness;
import dev.serai.ledger.Ledger;
import org.jspecify.annotations.Nullable;

/** What metrics and readiness say of the ledger. */
final class LedgerGauges {
    private LedgerGauges() {}

    /** Nothing, where there is no ledger. */
    static void show(@Nullable Ledger ledger, Metrics metrics, Readiness readiness) {
        if (ledger == null) {
            return;
        }
        readiness.withLedger(ledger);
        metrics.gauge("ai_proxy_ledger_journal_bytes", ledger, Ledger::journalBytes);
        metrics.gauge("ai_proxy_ledger_disk_used_percent", ledger, Ledger::diskUsedPercent);
        metrics.gauge("ai_proxy_ledger_lost_entries", ledger, Ledger::lost);
        metrics.gauge("ai_proxy_ledger_sync_failures", ledger, Ledger::syncFailures);
        metrics.gauge("ai_proxy_ledger_store_up", ledger, books -> books.storeUp() ? 1 : 0);
    }
}
