package dev.serai.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a YAML file, with its place. Getters note a problem and give null where it is not what they read; a
 * variable's value never appears in a problem, only the text of the file. Used by one thread while loading.
 *
 * @param node the node
 * @param path where it stands in the file ({@code routing.patterns[1].model})
 * @param schemaPath the same with {@code *} for every name and index
 */
record YamlValue(Node node, String path, String schemaPath, Reading reading) {

    /** Absent in all but name: {@code key:} with nothing behind it. */
    boolean isNull() {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && switch (scalar.getValue()) {
                    case "", "~", "null" -> true;
                    default -> false;
                };
    }

    /** Any scalar as text, variables expanded. */
    @Nullable
    String text() {
        if (!(node instanceof ScalarNode scalar) || isNull()) {
            return typeProblem("a text");
        }
        return reading.expand(this, scalar.getValue());
    }

    @Nullable
    Boolean flag() {
        return scalar(Values::flag, "neither true nor false");
    }

    @Nullable
    Integer wholeNumber(int least, int most) {
        return scalar(
                text -> {
                    Integer number = Values.wholeNumber(text);
                    return number != null && number >= least && number <= most ? number : null;
                },
                "not a whole number from " + least + " to " + most);
    }

    @Nullable
    Double number(double least, double most) {
        return scalar(
                text -> {
                    Double number = Values.number(text);
                    return number != null && number >= least && number <= most ? number : null;
                },
                "not a number from " + Values.plain(least) + " to " + Values.plain(most));
    }

    @Nullable
    Duration duration() {
        return scalar(
                text -> {
                    Duration duration = Values.duration(text);
                    return duration == null || duration.isZero() ? null : duration;
                },
                "not a time, such as 500ms, 120s or 2m");
    }

    /** An amount of money, exactly as written; not negative. */
    @Nullable
    BigDecimal amount(double most) {
        return scalar(
                text -> {
                    Double number = Values.number(text);
                    return number != null && number >= 0 && number <= most ? new BigDecimal(text) : null;
                },
                "not an amount from 0 to " + Values.plain(most));
    }

    /** A day, such as 2026-11-22. */
    @Nullable
    LocalDate date() {
        return scalar(Values::date, "not a date, such as 2026-11-22");
    }

    /** A text that is one of these. */
    @Nullable
    String oneOf(Collection<String> allowed, String what) {
        String text = text();
        if (text == null || allowed.contains(text)) {
            return text;
        }
        problem(quoted() + " is not " + what, suggestion(text, allowed));
        return null;
    }

    /** The nearest of the allowed, or all of them where they are few. */
    private static @Nullable String suggestion(String text, Collection<String> allowed) {
        String nearest = Suggestions.didYouMean(text, allowed);
        return nearest == null && !allowed.isEmpty() && allowed.size() <= 12
                ? "one of " + String.join(", ", allowed)
                : nearest;
    }

    /** The mapping that stands here; empty if it is null, or if it is something else: then with a problem. */
    Optional<YamlSection> section() {
        if (isNull()) {
            return Optional.empty();
        }
        if (node instanceof MappingNode mapping && !node.isRecursive()) {
            return Optional.of(new YamlSection(mapping, path, schemaPath, reading));
        }
        typeProblem("a mapping of keys to values");
        return Optional.empty();
    }

    /** The list that stands here; empty if it is something else: then with a problem. */
    List<YamlValue> items() {
        if (!(node instanceof SequenceNode sequence) || node.isRecursive()) {
            if (!isNull()) {
                typeProblem("a list");
            }
            return List.of();
        }
        List<YamlValue> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(new YamlValue(item, path + "[" + items.size() + "]", schemaPath + "[*]", reading));
        }
        return items;
    }

    /** Texts of a list. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (YamlValue item : items()) {
            String text = item.text();
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** Whatever stands here as maps, lists, texts, numbers and booleans; null only for what can't be read. */
    @Nullable
    Object plain() {
        if (!reading.spend(this)) {
            return null;
        }
        if (node instanceof MappingNode) {
            Map<String, Object> map = new LinkedHashMap<>();
            section().ifPresent(section -> section.values().forEach((key, value) -> put(map, key, value)));
            return map;
        }
        if (node instanceof SequenceNode) {
            return items().stream()
                    .map(YamlValue::plain)
                    .filter(item -> item != null)
                    .toList();
        }
        return isNull() ? null : scalarOf(text());
    }

    private static void put(Map<String, Object> map, String key, YamlValue value) {
        Object plain = value.plain();
        if (plain != null) {
            map.put(key, plain);
        }
    }

    /** A plain scalar by YAML's core schema, a quoted one as it is. */
    private @Nullable Object scalarOf(@Nullable String text) {
        if (text == null || !((ScalarNode) node).isPlain()) {
            return text;
        }
        Boolean flag = Values.flag(text);
        if (flag != null) {
            return flag;
        }
        Integer number = Values.wholeNumber(text);
        if (number != null) {
            return number;
        }
        Double decimal = Values.number(text);
        return decimal == null ? text : (Object) decimal;
    }

    /** The text of the file, in quotes; never a variable's value. */
    String quoted() {
        return node instanceof ScalarNode scalar ? "\"" + scalar.getValue() + "\"" : "this";
    }

    void problem(String message, @Nullable String suggestion) {
        reading.problem(node, path, message, suggestion);
    }

    private <T> @Nullable T scalar(Function<String, @Nullable T> reader, String fault) {
        String text = text();
        if (text == null) {
            return null;
        }
        T value = reader.apply(text);
        if (value == null) {
            problem(quoted() + " is " + fault, null);
        }
        return value;
    }

    private <T> @Nullable T typeProblem(String wanted) {
        problem("is " + kind() + " where " + wanted + " belongs", null);
        return null;
    }

    private String kind() {
        if (node.isRecursive()) {
            return "an alias of itself";
        }
        if (node instanceof MappingNode) {
            return "a mapping";
        }
        if (node instanceof SequenceNode) {
            return "a list";
        }
        return isNull() ? "empty" : quoted();
    }

    /** The key of an entry of a mapping; null, with a problem, if it is no scalar. */
    static @Nullable String key(NodeTuple tuple, String path, Reading reading) {
        if (tuple.getKeyNode() instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        reading.problem(tuple.getKeyNode(), path, "has a key that is not a text", null);
        return null;
    }
}
