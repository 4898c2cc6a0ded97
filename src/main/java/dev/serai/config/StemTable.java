package dev.serai.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries by a model id: the longest stem of the id that has one; else the longest of those that end in {@code *}
 * and with which it begins. Filled by one thread, then only read, by any; what was found is kept, for every request asks.
 */
final class StemTable<T> {
    /** A pattern of the mapping lets clients make ids, and they may make many. */
    private static final int MOST_KEPT = 1000;

    private final Map<String, T> exact = new HashMap<>();
    private final Map<String, T> prefixes = new HashMap<>();
    private final Map<String, Optional<T>> found = new ConcurrentHashMap<>();

    /** Files an entry under each stem of its {@code match:} list. */
    void put(YamlSection section, T entry) {
        for (YamlValue value : stems(section)) {
            String stem = value.text();
            if (stem != null && put(stem, entry) != null) {
                value.problem(value.quoted() + " stands twice", null);
            }
        }
    }

    /** The same where a stem may have several entries, which {@code both} makes one of. */
    void merge(YamlSection section, T entry, BinaryOperator<T> both) {
        for (YamlValue value : stems(section)) {
            String stem = value.text();
            if (stem != null) {
                exact.merge(stem, entry, both);
            }
        }
    }

    private static List<YamlValue> stems(YamlSection section) {
        List<YamlValue> stems = section.value("match").map(YamlValue::items).orElse(List.of());
        if (stems.isEmpty()) {
            section.problem("has no match", "add match: with a list of model ids");
        }
        return stems;
    }

    private @Nullable T put(String stem, T entry) {
        return stem.endsWith("*")
                ? prefixes.putIfAbsent(stem.substring(0, stem.length() - 1), entry)
                : exact.putIfAbsent(stem, entry);
    }

    @Nullable
    T find(String model) {
        Optional<T> known = found.get(model);
        if (known == null) {
            known = Optional.ofNullable(search(model));
            if (found.size() < MOST_KEPT) {
                found.put(model, known);
            }
        }
        return known.orElse(null);
    }

    private @Nullable T search(String model) {
        List<String> stems = ModelIds.stems(model);
        for (String stem : stems) {
            T entry = exact.get(stem);
            if (entry != null) {
                return entry;
            }
        }
        return stems.isEmpty() ? null : byPrefix(stems.get(0));
    }

    private @Nullable T byPrefix(String stem) {
        for (int length = stem.length(); length > 0; length--) {
            T entry = prefixes.get(stem.substring(0, length));
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }
}
