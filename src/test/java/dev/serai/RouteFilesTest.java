package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFilesTest {
    private static final String SHIPPED = "classpath:serai/routes/errors.camel.yaml";

    @TempDir
    private Path folder;

    /** {@code -Dgolden=update} writes it anew. */
    @Test
    void theIndexNamesEveryRouteFileAndNoOther() throws IOException {
        Path index = Path.of("src/main/resources/serai/routes.index");
        Path routes = Path.of("routes");
        List<String> there;
        try (Stream<Path> files = Files.walk(routes)) {
            there = files.map(file -> routes.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> path.endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        }
        if ("update".equals(System.getProperty("golden"))) {
            Files.write(index, there);
        }
        assertThat(Files.readAllLines(index)).isEqualTo(there);
    }

    @Test
    void withoutAFolderTheJarsFilesAreTaken() {
        assertThat(locations())
                .contains(SHIPPED)
                .allMatch(location -> location.startsWith("classpath:serai/routes/"))
                .doesNotHaveDuplicates();
    }

    @Test
    void aFileOfTheFolderReplacesTheOneOfTheSamePath() throws IOException {
        int shipped = locations().size();
        Path own = write("routes/errors.camel.yaml");
        assertThat(locations()).hasSize(shipped).contains("file:" + own).doesNotContain(SHIPPED);
    }

    @Test
    void aFileThatOnlyTheFolderHasIsAdded() throws IOException {
        int shipped = locations().size();
        Path own = write("routes/company/audit.camel.yaml");
        write("routes/README.md");
        assertThat(locations()).hasSize(shipped + 1).contains("file:" + own, SHIPPED);
    }

    @Test
    void theFolderMayBeALink() throws IOException {
        write("elsewhere/errors.camel.yaml");
        Files.createSymbolicLink(folder.resolve("routes"), folder.resolve("elsewhere"));
        assertThat(locations())
                .contains("file:" + folder.resolve("routes/errors.camel.yaml"))
                .doesNotContain(SHIPPED);
    }

    @Test
    void aConfigMapsFilesAreTakenOnce() throws IOException {
        int shipped = locations().size();
        write("routes/..2026_11_22_17_00/errors.camel.yaml");
        Path routes = folder.resolve("routes");
        Files.createSymbolicLink(routes.resolve("..data"), Path.of("..2026_11_22_17_00"));
        Files.createSymbolicLink(routes.resolve("errors.camel.yaml"), Path.of("..data/errors.camel.yaml"));
        assertThat(locations())
                .hasSize(shipped)
                .contains("file:" + routes.resolve("errors.camel.yaml"))
                .noneMatch(location -> location.contains(".."));
    }

    @Test
    void onlyWantedFilesAreTakenFromBothPlaces() throws IOException {
        write("routes/api/own.camel.yaml");
        assertThat(new RouteFiles(folder).includePattern(path -> !path.startsWith("api/")))
                .contains("errors.camel.yaml")
                .doesNotContain("/api/");
    }

    private List<String> locations() {
        return List.of(new RouteFiles(folder).includePattern(path -> true).split(","));
    }

    private Path write(String path) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "- route: {}\n");
    }
}
