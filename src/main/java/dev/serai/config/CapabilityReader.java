package dev.serai.config;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Reads a list of capabilities. */
final class CapabilityReader {
    private static final List<String> NAMES =
            Arrays.stream(Capability.values()).map(Capability::inFile).toList();

    private CapabilityReader() {}

    static Set<Capability> read(YamlValue list) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        for (YamlValue item : list.items()) {
            String name = item.oneOf(NAMES, "a capability");
            if (name != null) {
                capabilities.add(Capability.of(name).orElseThrow());
            }
        }
        return capabilities;
    }
}
