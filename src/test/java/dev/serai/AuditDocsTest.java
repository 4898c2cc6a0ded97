package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on the audit names each event that the code writes. */
class AuditDocsTest {
    private static final Path CODE = Path.of("src/main/java/dev/serai");
    private static final Pattern EVENT = Pattern.compile(
            "\"((?:authentication|request|key|team|sessions?|configuration|gateway|audit|content)\\.[a-z_]+)\"");

    @Test
    void eachEventIsInTheTable() throws IOException {
        Set<String> events = new TreeSet<>();
        for (String part : Set.of("", "auth", "audit", "admin", "http")) {
            try (Stream<Path> files = Files.list(CODE.resolve(part))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    EVENT.matcher(Files.readString(file))
                            .results()
                            .map(MatchResult::group)
                            .forEach(events::add);
                }
            }
        }
        assertThat(events).hasSizeGreaterThan(20);
        String page = Files.readString(Path.of("docs/explanation/audit.md"));
        assertThat(events).allSatisfy(event -> assertThat(page).contains("`" + event.replace("\"", "") + "`"));
    }
}
