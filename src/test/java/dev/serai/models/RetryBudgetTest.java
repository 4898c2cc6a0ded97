package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    @Test
    @DisplayName(
            "F42 all providers down, every request wants to try again: a tenth of the requests may, beside a quiet hour's ten")
    void f42_aStormOfFurtherTriesIsHeldToTheBudget() {
        RetryBudget budget = new RetryBudget();
        int tries = 0;
        for (int i = 0; i < 10_000; i++) {
            budget.request(10);
            while (budget.take(10)) {
                tries++;
            }
        }
        assertThat(tries).isBetween(1_000 + 9, 1_000 + 10);
    }

    @Test
    void aQuietTimeSavesUpForNoStorm() {
        RetryBudget budget = new RetryBudget();
        for (int i = 0; i < 1_000_000; i++) {
            budget.request(10);
        }
        int tries = 0;
        while (budget.take(10)) {
            tries++;
        }
        assertThat(tries).isEqualTo(100);
    }

    @Test
    void withoutABudgetNobodyMayTryAgain() {
        assertThat(new RetryBudget().take(0)).isFalse();
    }
}
