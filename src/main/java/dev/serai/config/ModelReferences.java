package dev.serai.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the names by which entries of a mapping speak of one another: they exist, and nobody comes back to itself. */
final class ModelReferences {
    private static final List<String> REASONS = List.of("error", "context_window", "content_policy");

    private final YamlSection models;
    private final Set<String> known;

    /** @param known the names that were read well; those that were not are in the section still */
    ModelReferences(YamlSection models, Set<String> known) {
        this.models = models;
        this.known = new HashSet<>(known);
        this.known.addAll(models.named().keySet());
    }

    void check() {
        Map<String, List<YamlValue>> successors = new LinkedHashMap<>();
        models.named().forEach((name, value) -> value.section()
                .flatMap(entry -> entry.value("successor"))
                .ifPresent(successor -> successors.put(name, List.of(successor))));
        check(successors, "successor");
        for (String reason : REASONS) {
            Map<String, List<YamlValue>> fallbacks = new LinkedHashMap<>();
            models.named().forEach((name, value) -> value.section()
                    .flatMap(entry -> entry.value("fallback_models"))
                    .flatMap(YamlValue::section)
                    .flatMap(section -> section.value(reason))
                    .ifPresent(list -> fallbacks.put(name, list.items())));
            check(fallbacks, "fallback");
        }
    }

    private void check(Map<String, List<YamlValue>> references, String what) {
        Map<String, List<String>> edges = new HashMap<>();
        references.forEach((from, values) -> {
            for (YamlValue value : values) {
                String to = value.text();
                if (to != null && !known.contains(to)) {
                    value.problem("\"" + to + "\" is not a model of this file", Suggestions.didYouMean(to, known));
                } else if (to != null) {
                    edges.computeIfAbsent(from, name -> new ArrayList<>()).add(to);
                }
            }
        });
        Set<String> told = new HashSet<>();
        references.forEach((from, values) -> {
            List<String> circle = circle(from, edges);
            if (!circle.isEmpty() && told.addAll(circle)) {
                values.get(0).problem("the " + what + "s go in a circle: " + String.join(" -> ", circle), null);
            }
        });
    }

    /** The way from a name back to itself, both ends included; empty if there is none. */
    private static List<String> circle(String name, Map<String, List<String>> edges) {
        List<String> way = new ArrayList<>();
        return leadsTo(name, name, edges, new HashSet<>(), way) ? way : List.of();
    }

    private static boolean leadsTo(
            String from, String goal, Map<String, List<String>> edges, Set<String> seen, List<String> way) {
        way.add(from);
        for (String next : edges.getOrDefault(from, List.of())) {
            if (next.equals(goal)) {
                way.add(goal);
                return true;
            }
            if (seen.add(next) && leadsTo(next, goal, edges, seen, way)) {
                return true;
            }
        }
        way.remove(way.size() - 1);
        return false;
    }
}
