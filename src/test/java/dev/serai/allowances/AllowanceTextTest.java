package dev.serai.allowances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowanceTextTest {
    @Test
    void limitsAreNamesAndNumbers() {
        assertThat(AllowanceText.rates("requests_per_minute=60, tokens_per_minute=100000"))
                .isEqualTo(new Rates(60L, 100_000L, null, null));
        assertThat(AllowanceText.rates("parallel_streams=2,parallel_requests=10"))
                .isEqualTo(new Rates(null, null, 10L, 2L));
        assertThat(AllowanceText.modelRates("anthropic.claude:0*:requests_per_minute=1"))
                .isEqualTo(Map.entry("anthropic.claude:0*", new Rates(1L, null, null, null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "60",
                "requests_per_minute",
                "requests_per_minute=",
                "requests_per_minute=0",
                "requests_per_minute=-1",
                "requests_per_minute=1.5",
                "requests_per_minute=1e3",
                "requests_per_minute=99999999999999999999",
                "requests_per_hour=1",
                "requests_per_minute=1,requests_per_minute=2",
                "requests_per_minute=1,"
            })
    void whatLimitsNothingForCertainIsRefused(String text) {
        assertThatThrownBy(() -> AllowanceText.rates(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void budgetsAreExactToTheBillionth() {
        assertThat(AllowanceText.budget("10/day"))
                .isEqualTo(new Budget(Budget.Period.DAY, 10_000_000_000L, null, null));
        assertThat(AllowanceText.budget("0.000000001/total")).isEqualTo(new Budget(Budget.Period.TOTAL, 1, null, null));
        assertThat(AllowanceText.budget("100.10/month,soft=80,model=gpt-4o*"))
                .isEqualTo(new Budget(Budget.Period.MONTH, 100_100_000_000L, 80_000_000_000L, "gpt-4o*"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10",
                "10/week",
                "/day",
                "-1/day",
                "0/day",
                "1e9/day",
                "1000001/day",
                "0.0000000001/day",
                "1..2/day",
                "ten/day",
                "10/day,soft=10",
                "10/day,soft=0",
                "10/day,hard=1",
                "10/day,model="
            })
    void whatIsNoBudgetIsRefused(String text) {
        assertThatThrownBy(() -> AllowanceText.budget(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTheStoreHasIsReadAsItWasWritten() {
        Limits limits = new Limits(new Rates(1L, 2L, 3L, 4L), Map.of("gpt-*", new Rates(5L, null, null, null)));
        assertThat(AllowanceJson.limits(AllowanceJson.of(limits))).isEqualTo(limits);
        assertThat(AllowanceJson.limits("{}")).isEqualTo(Limits.NONE);
        List<Budget> budgets = List.of(AllowanceText.budget("10/day,soft=8"), AllowanceText.budget("3/total,model=a*"));
        assertThat(AllowanceJson.budgets(AllowanceJson.of(budgets))).isEqualTo(budgets);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "[]",
                "{\"requests\":1}",
                "{\"requests_per_minute\":\"1\"}",
                "{\"requests_per_minute\":1.5}",
                "{\"models\":[]}",
                "{\"models\":{\"a\":{\"models\":{}}}}",
                "{} {}"
            })
    void aLimitThatIsNotKnownIsNotPassedOver(String json) {
        assertThatThrownBy(() -> AllowanceJson.limits(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[1]",
                "[{\"period\":\"day\"}]",
                "[{\"period\":\"week\",\"limit_nano_usd\":1}]",
                "[{\"period\":\"day\",\"limit_nano_usd\":0}]",
                "[{\"period\":\"day\",\"limit_nano_usd\":1,\"limit_usd\":1}]"
            })
    void aBudgetThatIsNotKnownIsNotPassedOver(String json) {
        assertThatThrownBy(() -> AllowanceJson.budgets(json)).isInstanceOf(IllegalArgumentException.class);
    }
}
