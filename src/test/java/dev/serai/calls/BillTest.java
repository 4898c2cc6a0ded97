package dev.serai.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.Charge;
import dev.serai.config.MappedModel;
import dev.serai.dialects.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BillTest {
    private static final MappedModel MODEL = MappingText.load(
                    "model_mappings:\n  m: {default_provider: openai, providers: {openai: {model: gpt-4o}}}\n")
            .model("m")
            .orElseThrow();

    private static Bill.Item item(@Nullable String usd) {
        Charge charge = usd == null
                ? null
                : new Charge(new BigDecimal(usd), "price list", "2026-11-01", LocalDate.of(2026, 11, 1));
        return new Bill.Item(new Attempt(MODEL.targets().get(0), true), Usage.estimate(10), charge);
    }

    @Test
    void attemptsThatAllHaveAPriceAreASum() {
        Bill bill = Bill.of(List.of(item("0.002"), item("0.004")));
        assertThat(bill.charge()).isNotNull();
        assertThat(bill.charge().usd()).isEqualByComparingTo("0.006");
        assertThat(bill.usage().input()).isEqualTo(20);
    }

    @Test
    void anAttemptWithoutAPriceIsNotFree() {
        for (List<Bill.Item> items : List.of(List.of(item(null), item("0.004")), List.of(item("0.004"), item(null)))) {
            Bill bill = Bill.of(items);
            assertThat(bill.charge()).isNull();
            assertThat(bill.knownUsd()).isEqualByComparingTo("0.004");
        }
    }

    @Test
    void withoutAttemptsNothingIsKnownAndNothingOwed() {
        assertThat(Bill.of(List.of()).charge()).isNull();
        assertThat(Bill.of(List.of()).knownUsd()).isZero();
    }
}
