package dev.serai.budgets;

import dev.serai.allowances.Allowance;
import dev.serai.allowances.Budget;
import dev.serai.auth.Caller;
import dev.serai.auth.Globs;
import dev.serai.ledger.Spending;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A budget in its present period: what a request is paid from. Immutable.
 *
 * @param key of the budget and its period
 * @param limitNanoUsd what may be spent in it
 * @param softNanoUsd from when on somebody is told, or null
 */
record Fund(Key key, long limitNanoUsd, @Nullable Long softNanoUsd) {

    /**
     * By what it is known.
     *
     * @param account whose budget it is, as {@link AccountName#text}
     * @param periodStart milliseconds since 1970, in UTC; 0: of all time
     */
    record Key(String account, long periodStart) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::account).thenComparing(Key::periodStart);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** Those that a caller's requests for a model are paid from, in the order of their keys, each once. */
    static List<Fund> of(Caller caller, String model, Clock clock) {
        Allowance own = caller.allowance();
        Allowance ofTeam = caller.teamAllowance();
        if (own.budgets().isEmpty() && ofTeam.budgets().isEmpty()) {
            return List.of();
        }
        Map<Key, Fund> funds = new TreeMap<>();
        add(funds, AccountName.KEY, caller.id(), own, model, clock);
        String team = caller.team();
        if (team != null) {
            add(funds, AccountName.TEAM, team, ofTeam, model, clock);
        }
        return new ArrayList<>(funds.values());
    }

    private static void add(
            Map<Key, Fund> funds, String scope, String owner, Allowance allowance, String model, Clock clock) {
        for (Budget budget : allowance.budgets()) {
            String pattern = budget.model();
            if (pattern == null || Globs.matches(pattern, model)) {
                Key key = new Key(AccountName.of(scope, owner, budget).text(), start(budget.period(), clock));
                Fund fund = new Fund(key, budget.limitNanoUsd(), budget.softNanoUsd());
                funds.merge(key, fund, (one, other) -> one.limitNanoUsd() <= other.limitNanoUsd() ? one : other);
            }
        }
    }

    private static long start(Budget.Period period, Clock clock) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return switch (period) {
            case DAY -> millis(today);
            case MONTH -> millis(today.withDayOfMonth(1));
            case TOTAL -> 0;
        };
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    Spending.Account account() {
        return new Spending.Account(key.account(), key.periodStart(), limitNanoUsd, softNanoUsd);
    }
}
