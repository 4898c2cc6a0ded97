package dev.serai.allowances;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is limited at a time. Immutable.
 *
 * @param all for all requests together
 * @param models beside that, for requests for models whose names fit a pattern, in which a star is any text; each pattern is
 *     counted by itself, and all that fit hold
 */
public record Limits(Rates all, Map<String, Rates> models) {
    /** Of models, where somebody says them. */
    public static final int MOST_PATTERNS = 100;

    /** Characters of one, and of that of a budget. */
    public static final int LONGEST_PATTERN = 200;

    /** Nothing is limited. */
    public static final Limits NONE = new Limits(Rates.NONE, Map.of());

    public Limits {
        models = Collections.unmodifiableMap(new TreeMap<>(models));
    }

    /** For all requests together, whatever their model. */
    public static Limits of(Rates all) {
        return new Limits(all, Map.of());
    }

    /** Whether each of the others' limits holds here too, or a smaller one: of models under the same pattern. */
    public boolean within(Limits others) {
        return all.within(others.all)
                && others.models.entrySet().stream().allMatch(model -> models.getOrDefault(model.getKey(), Rates.NONE)
                        .within(model.getValue()));
    }

    /** Both, of each limit the smaller. */
    public Limits heldTo(Limits most) {
        Map<String, Rates> both = new TreeMap<>(models);
        most.models.forEach((pattern, rates) -> both.merge(pattern, rates, Rates::heldTo));
        return new Limits(all.heldTo(most.all), both);
    }

    /** Whether nothing is limited. */
    public boolean none() {
        return all.none() && (models.isEmpty() || models.values().stream().allMatch(Rates::none));
    }
}
