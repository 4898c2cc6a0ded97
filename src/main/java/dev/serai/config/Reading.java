package dev.serai.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One file being read: its name, where problems go, and what to make of variables. Used by one thread while loading. */
final class Reading {
    private static final int MOST_PLAIN_VALUES = 10_000;

    private final String file;
    private final Problems problems;
    private final @Nullable Variables variables;
    private final Set<String> withoutEffect = new LinkedHashSet<>();
    /** Not null while a provider's block is read: there an unset variable is no mistake, but makes it unconfigured. */
    private @Nullable List<String> unset;

    private int plainValues;

    private Reading(String file, Problems problems, @Nullable Variables variables) {
        this.file = file;
        this.problems = problems;
        this.variables = variables;
    }

    /** The top mapping of a file; an empty one if there is none. Without variables {@code ${NAME}} is plain text. */
    static YamlSection of(ConfigFile file, Problems problems, @Nullable Variables variables) {
        Optional<MappingNode> root = YamlDocument.read(file, problems);
        Reading reading = new Reading(file.name(), problems, variables);
        return new YamlSection(root.orElseGet(Reading::emptyMapping), "", "", reading);
    }

    static MappingNode emptyMapping() {
        return new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK);
    }

    void problem(Node node, String path, String message, @Nullable String suggestion) {
        problems.add(file, node.getStartMark().orElse(null), path, message, suggestion);
    }

    /** The text with its variables; null if one of them is not set, or is not written as one. */
    @Nullable
    String expand(YamlValue value, String text) {
        if (variables == null) {
            return text;
        }
        if (Variables.malformed(text)) {
            value.problem(value.quoted() + " is not a variable: write ${NAME} or ${NAME:-default}", null);
            return null;
        }
        Variables.Expanded expanded = variables.expand(text);
        if (expanded.unset().isEmpty()) {
            return expanded.text();
        }
        if (unset == null) {
            for (String name : expanded.unset()) {
                value.problem("the variable " + name + " is not set", "set it, or write ${" + name + ":-default}");
            }
        } else {
            unset.addAll(expanded.unset());
        }
        return null;
    }

    /** Runs {@code block}; gives the variables that it used and that are not set, instead of noting problems. */
    List<String> unsetDuring(Runnable block) {
        List<String> names = new ArrayList<>();
        unset = names;
        try {
            block.run();
        } finally {
            unset = null;
        }
        return names;
    }

    /** Whether one more free-form value may be made: a few aliases of aliases can stand for millions. */
    boolean spend(YamlValue value) {
        if (++plainValues == MOST_PLAIN_VALUES + 1) {
            value.problem("its aliases make more than " + MOST_PLAIN_VALUES + " values of it", null);
        }
        return plainValues <= MOST_PLAIN_VALUES;
    }

    /** Remembers keys that have no effect yet. */
    void seen(YamlValue value) {
        if (WithoutEffect.has(value)) {
            withoutEffect.add(value.schemaPath());
        }
    }

    Set<String> withoutEffect() {
        return withoutEffect;
    }
}
