package dev.serai.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * A mapping of a YAML file being read: gives values by key, and knows at the end which keys nobody asked for. A key that
 * stands twice is a problem. Used by one thread while loading.
 */
final class YamlSection {
    private static final Pattern BARE_KEY = Pattern.compile("[A-Za-z0-9_-]+");

    private final MappingNode node;
    private final String path;
    private final String schemaPath;
    private final Reading reading;
    private final Map<String, YamlValue> values = new LinkedHashMap<>();
    private final Map<String, Node> keys = new HashMap<>();
    private final Set<String> asked = new TreeSet<>();

    YamlSection(MappingNode node, String path, String schemaPath, Reading reading) {
        this.node = node;
        this.path = path;
        this.schemaPath = schemaPath;
        this.reading = reading;
        for (NodeTuple tuple : node.getValue()) {
            String key = YamlValue.key(tuple, path, reading);
            if (key == null) {
                continue;
            }
            Node first = keys.putIfAbsent(key, tuple.getKeyNode());
            if (first == null) {
                values.put(key, new YamlValue(tuple.getValueNode(), below(key), schema(key), reading));
            } else {
                int line = first.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
                reading.problem(tuple.getKeyNode(), below(key), "stands twice, first in line " + line, null);
            }
        }
    }

    /** Stands for a mapping that the file does not have. */
    YamlSection empty(String key) {
        return new YamlSection(Reading.emptyMapping(), below(key), schema(key), reading);
    }

    Reading reading() {
        return reading;
    }

    /** The value of a key, unless it is absent or empty. */
    Optional<YamlValue> value(String key) {
        asked.add(key);
        YamlValue value = values.get(key);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        reading.seen(value);
        return Optional.of(value);
    }

    @Nullable
    String text(String key) {
        return value(key).map(YamlValue::text).orElse(null);
    }

    String text(String key, String otherwise) {
        return read(key, YamlValue::text, otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        return read(key, YamlValue::flag, otherwise);
    }

    int wholeNumber(String key, int otherwise, int least, int most) {
        return read(key, value -> value.wholeNumber(least, most), otherwise);
    }

    Duration duration(String key, Duration otherwise) {
        return read(key, YamlValue::duration, otherwise);
    }

    List<String> texts(String key) {
        return read(key, YamlValue::texts, List.of());
    }

    Optional<YamlSection> section(String key) {
        return value(key).flatMap(YamlValue::section);
    }

    <T> T read(String key, Function<YamlValue, @Nullable T> reader, T otherwise) {
        return value(key).map(reader).orElse(otherwise);
    }

    /** All entries, in the file's order, for a mapping whose keys are names. */
    Map<String, YamlValue> values() {
        asked.addAll(values.keySet());
        values.values().forEach(reading::seen);
        return values;
    }

    /** The same entries as {@link #values()}, known as {@code *} in the schema's paths. */
    Map<String, YamlValue> named() {
        asked.addAll(values.keySet());
        Map<String, YamlValue> named = new LinkedHashMap<>();
        values.forEach(
                (key, value) -> named.put(key, new YamlValue(value.node(), value.path(), schemaPath + ".*", reading)));
        return named;
    }

    /** Notes a problem for each key that nobody asked for. */
    void refuseOthers() {
        for (Map.Entry<String, Node> key : keys.entrySet()) {
            if (!asked.contains(key.getKey())) {
                reading.problem(
                        key.getValue(),
                        below(key.getKey()),
                        "unknown key",
                        Suggestions.didYouMean(key.getKey(), asked));
            }
        }
    }

    /** A problem of the mapping as a whole. */
    void problem(String message, @Nullable String suggestion) {
        reading.problem(node, path, message, suggestion);
    }

    /** The place of a key of this mapping, for problems that concern its name. */
    void keyProblem(String key, String message, @Nullable String suggestion) {
        reading.problem(keys.getOrDefault(key, node), below(key), message, suggestion);
    }

    private String below(String key) {
        String bare = BARE_KEY.matcher(key).matches() ? key : "\"" + key + "\"";
        return path.isEmpty() ? bare : path + "." + bare;
    }

    private String schema(String key) {
        return schemaPath.isEmpty() ? key : schemaPath + "." + key;
    }
}
