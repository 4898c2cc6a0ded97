package dev.serai.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Parses one YAML 1.2 document into nodes that know their place, and refuses what has no business in a configuration:
 * explicit tags, deep nesting, more aliases than anybody writes by hand, several documents, more than 4 MiB.
 */
final class YamlDocument {
    private static final int MAX_BYTES = 4 << 20;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_ALIASES = 50;

    private YamlDocument() {}

    /** The document's top mapping; empty if the file is, or if it can't be read: then the problem is noted. */
    static Optional<MappingNode> read(ConfigFile file, Problems problems) {
        if (file.content().length > MAX_BYTES) {
            problems.add(file.name(), null, "", "is larger than " + (MAX_BYTES >> 20) + " MiB", null);
            return Optional.empty();
        }
        String text = text(file, problems);
        return text == null ? Optional.empty() : compose(file.name(), text, problems);
    }

    private static @Nullable String text(ConfigFile file, Problems problems) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file.content()))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            problems.add(file.name(), null, "", "is not UTF-8", null);
            return null;
        }
    }

    private static Optional<MappingNode> compose(String name, String text, Problems problems) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(MAX_BYTES)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        try {
            if (!harmless(name, new Parse(settings).parseString(text), problems)) {
                return Optional.empty();
            }
            Node root = new Compose(settings).composeString(text).orElse(null);
            if (root instanceof MappingNode mapping) {
                return Optional.of(mapping);
            }
            if (root != null) {
                problems.add(name, root.getStartMark().orElse(null), "", "is not a mapping of keys to values", null);
            }
        } catch (MarkedYamlEngineException e) {
            syntax(name, e, problems);
        } catch (YamlEngineException e) {
            problems.add(name, null, "", "is not YAML: " + e.getMessage(), null);
        }
        return Optional.empty();
    }

    /** Looks at the events first: the parser keeps a stack of its own, while composing nodes recurses on the thread's. */
    private static boolean harmless(String name, Iterable<Event> events, Problems problems) {
        int depth = 0;
        int aliases = 0;
        int documents = 0;
        for (Event event : events) {
            String fault = null;
            if (event instanceof CollectionStartEvent start) {
                fault = ++depth > MAX_DEPTH ? "nests deeper than " + MAX_DEPTH : tagFault(start.getTag());
            } else if (event instanceof CollectionEndEvent) {
                depth--;
            } else if (event instanceof ScalarEvent scalar) {
                fault = tagFault(scalar.getTag());
            } else if (event instanceof AliasEvent) {
                fault = ++aliases > MAX_ALIASES ? "more than " + MAX_ALIASES + " aliases" : null;
            } else if (event instanceof DocumentStartEvent) {
                fault = ++documents > 1 ? "a second document begins here" : null;
            }
            if (fault != null) {
                problems.add(name, event.getStartMark().orElse(null), "", fault, null);
                return false;
            }
        }
        return true;
    }

    private static @Nullable String tagFault(Optional<String> tag) {
        return tag.map(written -> "the tag \"" + written + "\" is not allowed: tags have no meaning here")
                .orElse(null);
    }

    private static void syntax(String name, MarkedYamlEngineException e, Problems problems) {
        Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
        boolean tab = e.getProblem() != null && e.getProblem().contains("TAB");
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        problems.add(
                name,
                mark,
                "",
                "is not YAML: " + (tab ? "a tab where a value begins" : context + e.getProblem()),
                tab ? "indent with spaces" : null);
    }
}
