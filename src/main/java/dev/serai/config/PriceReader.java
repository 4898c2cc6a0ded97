package dev.serai.config;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the price book. */
final class PriceReader {
    private static final List<String> SCOPES = List.of(PriceRow.REGIONAL, "us-gov");
    private static final List<String> SERVICE_TIERS = List.of("flex", "priority");
    private static final BigDecimal TWICE = BigDecimal.valueOf(2);
    private static final int MOST_TOKENS = 100_000_000;
    /** No model costs a tenth of it; a number beyond is one that forgot its unit. */
    private static final double DEAREST = 10_000;

    private PriceReader() {}

    static Map<String, StemTable<List<PriceRow>>> read(ConfigFile file) {
        Problems problems = new Problems();
        YamlSection root = Reading.of(file, problems, null);
        Map<String, StemTable<List<PriceRow>>> tables = new HashMap<>();
        for (YamlValue item : root.value("prices").map(YamlValue::items).orElse(List.of())) {
            item.section().ifPresent(section -> row(section, tables));
        }
        root.refuseOthers();
        problems.refuse();
        return tables;
    }

    private static void row(YamlSection section, Map<String, StemTable<List<PriceRow>>> tables) {
        LocalDate validFrom = section.value("valid_from").map(YamlValue::date).orElse(LocalDate.EPOCH);
        Price price = price(section);
        List<PriceRow.Tier> tiers = tiers(section);
        Map<String, BigDecimal> factors = factors(section);
        Map<String, Price> serviceTiers = serviceTiers(section);
        for (String needed : List.of("source", "date")) {
            if (section.value(needed).isEmpty()) {
                section.problem("has no " + needed, null);
            }
        }
        String readOn = section.value("date")
                .map(YamlValue::date)
                .map(LocalDate::toString)
                .orElse("");
        String source = section.value("source").map(YamlValue::text).orElse("");
        section.value("note");
        if (price != null) {
            file(section, new PriceRow(validFrom, price, tiers, factors, serviceTiers, source, readOn), tables);
        }
        section.refuseOthers();
    }

    private static void file(YamlSection section, PriceRow row, Map<String, StemTable<List<PriceRow>>> tables) {
        List<YamlValue> providers =
                section.value("providers").map(YamlValue::items).orElse(List.of());
        if (providers.isEmpty()) {
            section.problem("has no providers", null);
        }
        for (YamlValue provider : providers) {
            String type = provider.oneOf(ProviderType.NAMES, "a type of provider");
            if (type != null) {
                tables.computeIfAbsent(type, name -> new StemTable<>())
                        .merge(section, List.of(row), (rows, added) -> latestFirst(provider, rows, added));
            }
        }
    }

    private static List<PriceRow> latestFirst(YamlValue place, List<PriceRow> rows, List<PriceRow> added) {
        List<PriceRow> all = new ArrayList<>(rows);
        for (PriceRow row : added) {
            if (rows.stream().anyMatch(other -> other.validFrom().equals(row.validFrom()))) {
                place.problem("a price of this model and day stands twice", null);
            }
            all.add(row);
        }
        all.sort(Comparator.comparing(PriceRow::validFrom).reversed());
        return List.copyOf(all);
    }

    private static @Nullable Price price(YamlSection section) {
        BigDecimal input = amount(section, "input");
        BigDecimal output = amount(section, "output");
        BigDecimal cacheRead = amount(section, "cache_read");
        BigDecimal write = amount(section, "cache_write");
        BigDecimal writeForAnHour = amount(section, "cache_write_1h");
        if (input == null) {
            if (section.value("input").isEmpty()) {
                section.problem("has no input", null);
            }
            return null;
        }
        // Who tells no price for writing, but one for reading, charges writing as input (OpenAI's automatic caching).
        BigDecimal written = write == null && cacheRead != null ? input : write;
        BigDecimal anHour = writeForAnHour == null && write != null ? input.multiply(TWICE) : writeForAnHour;
        return new Price(input, output, cacheRead, written, anHour);
    }

    private static List<PriceRow.Tier> tiers(YamlSection section) {
        List<PriceRow.Tier> tiers = new ArrayList<>();
        for (YamlValue item : section.value("tiers").map(YamlValue::items).orElse(List.of())) {
            Optional<YamlSection> tier = item.section();
            tier.ifPresent(written -> {
                int from = written.wholeNumber("from_prompt_tokens", 0, 1, MOST_TOKENS);
                Price price = price(written);
                if (written.value("from_prompt_tokens").isEmpty()) {
                    written.problem("has no from_prompt_tokens", null);
                }
                if (price != null) {
                    tiers.add(new PriceRow.Tier(from, price));
                }
                written.refuseOthers();
            });
        }
        tiers.sort(Comparator.comparingLong(PriceRow.Tier::fromPromptTokens).reversed());
        return tiers;
    }

    private static Map<String, BigDecimal> factors(YamlSection section) {
        Map<String, BigDecimal> factors = new HashMap<>();
        section.section("multiply").ifPresent(multiply -> {
            for (String scope : SCOPES) {
                BigDecimal factor = amount(multiply, scope);
                if (factor != null) {
                    factors.put(scope, factor);
                }
            }
            multiply.refuseOthers();
        });
        return factors;
    }

    private static Map<String, Price> serviceTiers(YamlSection section) {
        Map<String, Price> prices = new HashMap<>();
        section.section("service_tiers").ifPresent(tiers -> {
            for (String name : SERVICE_TIERS) {
                tiers.section(name).ifPresent(written -> {
                    Price price = price(written);
                    if (price != null) {
                        prices.put(name, price);
                    }
                    written.refuseOthers();
                });
            }
            tiers.refuseOthers();
        });
        return prices;
    }

    private static @Nullable BigDecimal amount(YamlSection section, String key) {
        return section.value(key).map(value -> value.amount(DEAREST)).orElse(null);
    }
}
