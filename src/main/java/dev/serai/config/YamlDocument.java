package dev.serai.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Parses one YAML 1.2 document of 4 MiB at most into nodes that know their place; {@link GuardedParser} says what it refuses. */
final class YamlDocument {
    private static final int MAX_BYTES = 4 << 20;

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
                .setMaxAliasesForCollections(GuardedParser.MAX_ALIASES)
                .build();
        try {
            Parser parser = new GuardedParser(new ParserImpl(settings, new StreamReader(settings, text)));
            Node root = new Composer(settings, parser).getSingleNode().orElse(null);
            if (root instanceof MappingNode mapping) {
                return Optional.of(mapping);
            }
            if (root != null) {
                problems.add(name, root.getStartMark().orElse(null), "", "is not a mapping of keys to values", null);
            }
        } catch (GuardedParser.Refused e) {
            problems.add(name, e.getProblemMark().orElse(null), "", e.getProblem(), null);
        } catch (MarkedYamlEngineException e) {
            syntax(name, e, problems);
        } catch (YamlEngineException e) {
            problems.add(name, null, "", "is not YAML: " + e.getMessage(), null);
        }
        return Optional.empty();
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
