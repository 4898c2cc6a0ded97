package dev.serai.config;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What models cost, from {@code configs/prices.yaml}. A price that nobody told is no price: the cost is then empty, never
 * 0. Immutable, thread-safe.
 */
public final class PriceBook {
    private static final String GLOBAL = "global";
    private static final String US_GOV = "us-gov";

    /** By the provider's type. */
    private final Map<String, StemTable<List<PriceRow>>> rows;

    private final Clock clock;

    PriceBook(Map<String, StemTable<List<PriceRow>>> rows, Clock clock) {
        this.rows = rows;
        this.clock = clock;
    }

    /**
     * Reads the working folder's file, else the jar's.
     *
     * @throws InvalidConfigurationException with every problem
     */
    public static PriceBook load(ConfigFiles files) {
        return load(
                files.find(ConfigFiles.PRICES)
                        .orElseThrow(() -> new InvalidConfigurationException(List.of(new ConfigurationProblem(
                                "configs/" + ConfigFiles.PRICES, 0, 0, "", "there is no such file", null)))),
                Clock.systemUTC());
    }

    static PriceBook load(ConfigFile file, Clock clock) {
        return new PriceBook(PriceReader.read(file), clock);
    }

    /** What a target charges today for a short prompt, its region considered. */
    public Optional<Price> price(ModelTarget target) {
        return price(target.provider().type(), target.knownAs(), region(target), 0);
    }

    /**
     * What these tokens cost at a target, its region considered; each token is counted in one place.
     *
     * @return US dollars, exact; empty if a price that it takes is not known
     */
    public Optional<BigDecimal> costUsd(
            ModelTarget target, long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output) {
        return charge(target, input, cacheRead, cacheWrite5m, cacheWrite1h, output, "")
                .map(Charge::usd);
    }

    /**
     * The same, with the row that makes it.
     *
     * @param serviceTier that answered, as its provider calls it; empty if it was not said
     */
    public Optional<Charge> charge(
            ModelTarget target,
            long input,
            long cacheRead,
            long cacheWrite5m,
            long cacheWrite1h,
            long output,
            String serviceTier) {
        String type = target.provider().type();
        String region = region(target);
        PriceRow row = row(type, target.knownAs());
        if (row == null) {
            return Optional.empty();
        }
        Price price = row.price(
                input + cacheRead + cacheWrite5m + cacheWrite1h,
                scope(type, target.knownAs(), region),
                serviceTier.toLowerCase(Locale.ROOT));
        if (price == null) {
            return Optional.empty();
        }
        return cost(price, input, cacheRead, cacheWrite5m, cacheWrite1h, output)
                .map(usd -> new Charge(usd, row.source(), row.readOn(), row.validFrom()));
    }

    /** The same where no more is known than the provider's type and its model id; without a region, the list price. */
    public Optional<BigDecimal> costUsd(
            String providerType,
            String model,
            long input,
            long cacheRead,
            long cacheWrite5m,
            long cacheWrite1h,
            long output) {
        return price(providerType, model, null, input + cacheRead + cacheWrite5m + cacheWrite1h)
                .flatMap(price -> cost(price, input, cacheRead, cacheWrite5m, cacheWrite1h, output));
    }

    private Optional<Price> price(String providerType, String model, @Nullable String region, long promptTokens) {
        PriceRow row = row(providerType, model);
        return row == null
                ? Optional.empty()
                : Optional.ofNullable(row.price(promptTokens, scope(providerType, model, region), ""));
    }

    /** The row of today. */
    private @Nullable PriceRow row(String providerType, String model) {
        StemTable<List<PriceRow>> table = rows.get(providerType);
        // A fine-tuned model costs more than the model that it was made of.
        List<PriceRow> found = table == null || model.startsWith("ft:") ? null : table.find(model);
        if (found == null) {
            return null;
        }
        LocalDate today = LocalDate.now(clock);
        for (PriceRow row : found) {
            if (!row.validFrom().isAfter(today)) {
                return row;
            }
        }
        return null;
    }

    private static @Nullable String region(ModelTarget target) {
        String region = target.provider().region();
        Object own =
                target.settings().getOrDefault("location", target.settings().get("region"));
        return own == null ? region : own.toString();
    }

    /** Bedrock tells it in the model id ({@code global.} or none of it), Vertex in the location. */
    private static String scope(String providerType, String model, @Nullable String region) {
        return switch (providerType) {
            case "bedrock" -> bedrockScope(ModelIds.region(model), region);
            case "vertex" -> region == null || region.equals(GLOBAL) ? GLOBAL : PriceRow.REGIONAL;
            default -> GLOBAL;
        };
    }

    private static String bedrockScope(String prefix, @Nullable String region) {
        if (prefix.equals(US_GOV) || region != null && region.startsWith(US_GOV)) {
            return US_GOV;
        }
        return prefix.equals(GLOBAL) ? GLOBAL : PriceRow.REGIONAL;
    }

    private static Optional<BigDecimal> cost(
            Price price, long input, long cacheRead, long cacheWrite5m, long cacheWrite1h, long output) {
        BigDecimal sum = BigDecimal.ZERO;
        sum = add(sum, price.input(), input);
        sum = add(sum, price.cacheRead(), cacheRead);
        sum = add(sum, price.cacheWrite5m(), cacheWrite5m);
        sum = add(sum, price.cacheWrite1h(), cacheWrite1h);
        sum = add(sum, price.output(), output);
        return Optional.ofNullable(sum).map(millionths -> millionths.movePointLeft(6));
    }

    /** Null once a price is missing of which there are tokens. */
    private static @Nullable BigDecimal add(@Nullable BigDecimal sum, @Nullable BigDecimal price, long tokens) {
        if (sum == null || tokens == 0) {
            return sum;
        }
        return price == null ? null : sum.add(price.multiply(BigDecimal.valueOf(tokens)));
    }
}
