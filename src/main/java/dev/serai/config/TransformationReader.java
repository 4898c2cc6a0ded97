package dev.serai.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code transformations:}, of the mapping or of a file of their own. */
final class TransformationReader {
    private static final Set<String> STEERING = Set.of("model", "messages", "stream", "stream_options");

    private TransformationReader() {}

    static Map<String, Transformation.Named> read(YamlSection root) {
        Map<String, Transformation.Named> transformations = new LinkedHashMap<>();
        root.section("transformations").ifPresent(section -> section.named().forEach((name, value) -> {
            List<Transformation> steps = new ArrayList<>();
            for (YamlValue item : value.items()) {
                item.section().map(TransformationReader::step).ifPresent(steps::add);
            }
            transformations.put(name, new Transformation.Named(name, steps));
        }));
        return transformations;
    }

    private static Transformation step(YamlSection section) {
        Transformation step = new Transformation(
                section.text("inject_system_message"),
                section.text("strip_prefix"),
                fields(section, "parameter_overrides"),
                fields(section, "parameter_defaults"));
        section.refuseOthers();
        return step;
    }

    private static Map<String, Object> fields(YamlSection section, String key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        section.section(key).ifPresent(written -> written.values().forEach((name, value) -> {
            if (STEERING.contains(name)) {
                written.keyProblem(name, "\"" + name + "\" is no parameter: it steers the request itself", null);
            }
            Object plain = value.plain();
            if (plain != null) {
                fields.put(name, plain);
            }
        }));
        return fields;
    }
}
