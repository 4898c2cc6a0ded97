package dev.serai.config;

import java.util.Map;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The keys that are read and checked, but have no effect in this release; the start-up log names those in use. */
final class WithoutEffect {
    /** By the schema's path; with a value: unless that is what stands there, which asks for nothing. This release has none. */
    private static final Map<String, String> KEYS = Map.of();

    private WithoutEffect() {}

    static boolean has(YamlValue value) {
        String idle = KEYS.get(value.schemaPath());
        return idle != null
                && !(value.node() instanceof ScalarNode scalar
                        && scalar.getValue().equals(idle));
    }
}
