package dev.serai.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.budgets.Purse.Outcome;
import dev.serai.budgets.Purse.Waiter;
import dev.serai.budgets.Purse.Wish;
import dev.serai.budgets.SpendingTable.Balance;
import dev.serai.budgets.SpendingTable.Grant;
import org.junit.jupiter.api.Test;

/**
 * What is wished for: what half an hour takes; and after a request that costs more than was reserved for it: what is missing
 * is neither waited for nor leased twice.
 */
class PurseTest {
    private static final Fund FUND = new Fund(new Fund.Key("account", 0), 100, null);
    private static final long NOW = 0;
    private static final long SECOND = 1_000_000_000;

    private final Purse purse = new Purse(FUND, NOW);

    /** Ten are leased for one request, which costs fifty. */
    private void overspend() {
        Waiter first = purse.waiter(10);
        Wish wish = purse.wish(NOW);
        assertThat(wish.needed()).isEqualTo(10);
        assertThat(purse.leased(wish, new Grant(10, new Balance(0, 10, 0)), NOW))
                .isNull();
        assertThat(first.outcome()).isCompletedWithValue(Outcome.RESERVED);
        purse.settle(10, 50);
    }

    @Test
    void whatIsMissingIsNotThereForTheNext() {
        overspend();
        Waiter next = purse.waiter(60);
        Wish wish = purse.wish(NOW);
        assertThat(wish.needed()).isEqualTo(100);
        // The store does not know yet of what was spent, and so has 90 left.
        assertThat(purse.leased(wish, new Grant(0, new Balance(0, 10, 0)), NOW)).isNull();
        assertThat(next.outcome()).isCompletedWithValue(Outcome.DENIED);
    }

    @Test
    void whatIsMissingIsThereForTheNextThatNeedsLess() {
        overspend();
        Waiter next = purse.waiter(50);
        Wish wish = purse.wish(NOW);
        assertThat(wish.needed()).isEqualTo(90);
        assertThat(purse.leased(wish, new Grant(90, new Balance(0, 100, 0)), NOW))
                .isNull();
        assertThat(next.outcome()).isCompletedWithValue(Outcome.RESERVED);
    }

    @Test
    void whatTheStoreLearnsWhileItIsAskedIsNotLeasedEither() {
        overspend();
        Waiter next = purse.waiter(20);
        Wish wish = purse.wish(NOW);
        assertThat(wish.needed()).isEqualTo(60);
        purse.stored(50, 10);
        Wish again = purse.leased(wish, new Grant(0, new Balance(50, 0, 0)), NOW);
        assertThat(again.needed()).isEqualTo(20);
        assertThat(purse.leased(again, new Grant(20, new Balance(50, 20, 0)), NOW))
                .isNull();
        assertThat(next.outcome()).isCompletedWithValue(Outcome.RESERVED);
    }

    @Test
    void whatTheStoreKnowsIsNotLeasedAnyMore() {
        overspend();
        purse.stored(50, 10);
        purse.waiter(20);
        assertThat(purse.wish(NOW).needed()).isEqualTo(20);
    }

    /** A request a second, each at ten of twenty reserved. */
    private void spend(int seconds, long nowNanos) {
        for (int i = 0; i < seconds; i++) {
            assertThat(purse.take(FUND, 20, nowNanos + i * SECOND)).isTrue();
            purse.settle(20, 10);
        }
    }

    @Test
    void whoIsBusyIsLeasedWhatHalfAnHourTakes() {
        purse.waiter(20);
        purse.leased(purse.wish(NOW), new Grant(2_000, new Balance(0, 2_000, 0)), NOW);
        purse.settle(20, 10);
        spend(120, SECOND);
        long now = 121 * SECOND;
        Wish wish = purse.wish(now);
        assertThat(wish.needed()).isOne();
        assertThat(wish.more()).isBetween(14_000L, 19_000L);
        purse.leased(wish, new Grant(1 + wish.more(), new Balance(0, 20_000, 0)), now);
        spend(60, now);
        assertThat(purse.wish(now + 60 * SECOND)).as("there is plenty").isNull();
        long later = now + 3_600 * SECOND;
        spend(1, later);
        assertThat(purse.wish(later)).as("it is slow by now").isNull();
    }

    @Test
    void aStoreThatGaveLessOrNothingIsNotAskedByEveryRequest() {
        purse.waiter(20);
        purse.leased(purse.wish(NOW), new Grant(200, new Balance(0, 200, 0)), NOW);
        purse.settle(20, 10);
        Wish wish = purse.wish(2 * SECOND);
        assertThat(wish.more()).isPositive();
        purse.leased(wish, new Grant(wish.needed(), new Balance(0, 201, 0)), 2 * SECOND);
        spend(1, 2 * SECOND);
        assertThat(purse.wish(2 * SECOND)).isNull();
        assertThat(purse.wish(4 * SECOND)).isNotNull();
        purse.unavailable(4 * SECOND);
        assertThat(purse.wish(4 * SECOND)).isNull();
        purse.waiter(1_000);
        assertThat(purse.wish(4 * SECOND)).as("somebody needs it").isNotNull();
    }
}
