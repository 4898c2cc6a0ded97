package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Costs, worked by hand from section 14 of the wire page. */
class PriceBookTest {
    private static final PriceBook PRICES = on("2026-11-22");

    @ParameterizedTest
    @CsvSource({
        // 1,000 in x 2.50 + 200 read x 1.25 + 500 out x 10, by the million
        "openai,    gpt-4o-2024-08-06,                                1000, 200, 0, 0, 500, 0.00775",
        "azure,     gpt-4o,                                           1000, 0, 0, 0, 0, 0.0025",
        // an older name's id costs what that id costs: 10/30
        "openai,    gpt-4-0125-preview,                               1000, 0, 0, 0, 1000, 0.04",
        "openai,    gpt-3.5-turbo-0125,                               1000, 0, 0, 0, 1000, 0.002",
        // below and at the 272K tier: 2.5/15/0.25, then 5/22.5/0.5 for all of it
        "openai,    gpt-5.4,                                          271999, 0, 0, 0, 1000, 0.6949975",
        "openai,    gpt-5.4,                                          271000, 1000, 0, 0, 1000, 1.378",
        // 3 + 0.3 + 3.75 + 6 (an hour: twice the input) + 15
        "anthropic, claude-sonnet-4-6,                                1000000, 1000000, 1000000, 1000000, 1000000, 28.05",
        // 200,000 is the last of the short: 0.6; one more: 6 a million
        "anthropic, claude-sonnet-4-5-20250929,                       200000, 0, 0, 0, 0, 0.6",
        "anthropic, claude-sonnet-4-5-20250929,                       200001, 0, 0, 0, 0, 1.200006",
        // regional 3.3/16.5, global 3/15, us-gov 3.6/18
        "bedrock,   eu.anthropic.claude-sonnet-4-5-20250929-v1:0,     1000, 0, 0, 0, 1000, 0.0198",
        "bedrock,   global.anthropic.claude-sonnet-4-5-20250929-v1:0, 1000, 0, 0, 0, 1000, 0.018",
        "bedrock,   us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0, 1000, 0, 0, 0, 1000, 0.0216",
        // before 4.5 there is no uplift
        "bedrock,   anthropic.claude-3-haiku-20240307-v1:0,           1000, 0, 0, 0, 1000, 0.0015",
        "bedrock,   us.amazon.nova-2-lite-v1:0,                       1000000, 0, 0, 0, 1000000, 3.08",
        "bedrock,   amazon.nova-micro-v1:0,                           1000000, 1000000, 0, 0, 1000000, 0.1838",
        "vertex,    gemini-2.5-pro,                                   200001, 0, 0, 0, 0, 0.5000025",
        "ibm,       ibm/granite-13b-chat-v2,                          1000, 0, 0, 0, 1000, 0.0012",
        "ibm,       mistralai/mistral-large,                          1000, 0, 0, 0, 1000, 0.013",
        "oracle,    cohere.command-r-08-2024,                         1000, 0, 0, 0, 1000, 0.0003",
        "bedrock,   cohere.command-r-v1:0,                            1000, 0, 0, 0, 1000, 0.002",
        "openai,    text-embedding-3-small,                           1000000, 0, 0, 0, 0, 0.02",
        "bedrock,   us.deepseek.r1-v1:0,                              1000, 0, 0, 0, 1000, 0.00675"
    })
    void tokensCostWhatTheBookSays(
            String type, String model, long input, long read, long write, long hour, long output, BigDecimal usd) {
        assertThat(PRICES.costUsd(type, model, input, read, write, hour, output).orElseThrow())
                .isEqualByComparingTo(usd);
    }

    @ParameterizedTest
    @CsvSource({
        "bedrock, amazon.titan-text-premier-v1:0",
        "bedrock, amazon.titan-embed-image-v1",
        "anthropic, claude-opus-5-5",
        "oracle, cohere.command-r-plus",
        "openai, ft:gpt-4o-mini-2024-07-18:org::abc",
        "openai, llama3.2",
        "sandbox, sandbox-echo",
        "vertex, gpt-4o"
    })
    void aPriceThatNobodyToldIsNotZero(String type, String model) {
        assertThat(PRICES.costUsd(type, model, 1000, 0, 0, 0, 1000)).isEmpty();
        assertThat(PRICES.costUsd(type, model, 0, 0, 0, 0, 0)).isEmpty();
    }

    @Test
    void aMissingPriceMattersOnlyWhereThereAreTokens() {
        assertThat(PRICES.costUsd("bedrock", "meta.llama3-8b-instruct-v1:0", 1000, 10, 0, 0, 0))
                .isEmpty();
        assertThat(PRICES.costUsd("bedrock", "meta.llama3-8b-instruct-v1:0", 1000, 0, 0, 0, 0))
                .isPresent();
    }

    @Test
    void thePriceOfTheDayHolds() {
        assertThat(on("2026-08-31").costUsd("anthropic", "claude-sonnet-5", 1000, 0, 0, 0, 1000))
                .hasValueSatisfying(usd -> assertThat(usd).isEqualByComparingTo("0.012"));
        assertThat(on("2026-09-01").costUsd("anthropic", "claude-sonnet-5", 1000, 0, 0, 0, 1000))
                .hasValueSatisfying(usd -> assertThat(usd).isEqualByComparingTo("0.018"));
    }

    @Test
    void aTargetsRegionCounts() {
        ModelTarget target =
                Mappings.load("""
                        model_mappings:
                          a: {providers: {vertex: {model: "claude-haiku-4-5@20251001", location: europe-west1}}}
                          b: {providers: {vertex: {model: "claude-haiku-4-5@20251001", location: global}}}
                        """).model("a").orElseThrow().targets().get(0);
        assertThat(PRICES.costUsd(target, 1000, 0, 0, 0, 1000))
                .hasValueSatisfying(usd -> assertThat(usd).isEqualByComparingTo("0.0066"));
        assertThat(PRICES.price(target).orElseThrow().output()).isEqualByComparingTo("5.5");
        assertThat(PRICES.costUsd("vertex", target.model(), 1000, 0, 0, 0, 1000))
                .hasValueSatisfying(usd -> assertThat(usd).isEqualByComparingTo("0.006"));
    }

    private static PriceBook on(String day) {
        ConfigFile shipped =
                ConfigFiles.of(Settings.only(Map.of())).find(ConfigFiles.PRICES).orElseThrow();
        return PriceBook.load(shipped, Clock.fixed(Instant.parse(day + "T12:00:00Z"), ZoneOffset.UTC));
    }
}
