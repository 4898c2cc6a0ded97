package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mvn package} makes, as an operator starts it: from any folder, by its jar and by its launcher. */
class LauncherIT {
    /** The launcher leaves class archives to whoever names one, so that these tests don't write 40 MB each. */
    private static final Map<String, String> NO_ARCHIVE = Map.of("JAVA_OPTS", "-Xshare:auto");

    private static final String HOUSE_MAPPING = """
            model_mappings:
              house-model: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            """;

    private static final String HOUSE_HEALTH = """
            - route:
                id: api-health
                from:
                  uri: platform-http
                  parameters:
                    path: /health
                    httpMethodRestrict: GET
                  steps:
                    - setBody:
                        expression:
                          constant:
                            expression: the house is well
            """;

    private enum By {
        JAR(GatewayProcess.jar()),
        LAUNCHER(GatewayProcess.launcher());

        private final List<String> command;

        By(List<String> command) {
            this.command = command;
        }
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void answersTheFirstCurlAndEndsOnSigterm(By by) throws IOException {
        try (GatewayProcess gateway = start(by, NO_ARCHIVE).listening()) {
            HttpResponse<String> answer = gateway.chat("sandbox-echo");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"content\":\"Hello\"");
            assertThat(gateway.terminate()).isZero();
            assertThat(gateway.output()).doesNotContain("\tat ");
            if (by == By.LAUNCHER) {
                // JDK 24 and later warn of Netty's; only the launcher can say that we know.
                assertThat(gateway.output()).doesNotContainIgnoringCase("unsafe");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void filesOfTheWorkingFolderWin(boolean linked) throws IOException {
        write(folder.resolve("configs/model-mapping.yaml"), HOUSE_MAPPING);
        write(folder.resolve(linked ? "..data/routes" : "routes").resolve("api/health.camel.yaml"), HOUSE_HEALTH);
        if (linked) {
            Files.createSymbolicLink(folder.resolve("routes"), Path.of("..data/routes"));
        }
        try (GatewayProcess gateway = start(By.LAUNCHER, NO_ARCHIVE).listening()) {
            assertThat(gateway.get("/v1/models").body()).contains("house-model").doesNotContain("gpt-4-turbo");
            assertThat(gateway.get("/health").body()).isEqualTo("the house is well");
            assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadMappingEndsItWith78AndSaysWhere(By by) throws IOException {
        write(folder.resolve("configs/model-mapping.yaml"), HOUSE_MAPPING.replace("{openai:", "{opnai:"));
        try (GatewayProcess gateway = start(by, NO_ARCHIVE)) {
            assertThat(gateway.exitCode()).isEqualTo(78);
            assertThat(gateway.output())
                    .contains("model-mapping.yaml:2:")
                    .contains("opnai")
                    .contains("did you mean \"openai\"?")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPortInUseEndsItWith1AndSaysSo(By by) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                GatewayProcess gateway = GatewayProcess.start(by.command, folder, taken.getLocalPort(), NO_ARCHIVE)) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(gateway.output())
                    .contains("can't listen on 127.0.0.1:" + taken.getLocalPort())
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void javaOptionsReachTheJvm() throws IOException {
        Map<String, String> options = Map.of("JAVA_OPTS", "-Xshare:auto -XX:+UseParallelGC -Xlog:gc+init");
        try (GatewayProcess gateway = start(By.LAUNCHER, options).listening()) {
            assertThat(gateway.terminate()).isZero();
            assertThat(gateway.output()).contains("Parallel");
        }
    }

    @Test
    void trainingMakesAnArchiveThatLaterStartsUse() throws IOException {
        Path cache = folder.resolve("cache");
        Map<String, String> variables = Map.of("SERAI_CACHE", cache.toString());
        try (GatewayProcess training = GatewayProcess.start(GatewayProcess.launcher("--train"), folder, variables)) {
            assertThat(training.exitCode()).as(training::output).isZero();
        }
        try (Stream<Path> archives = Files.list(cache)) {
            assertThat(archives).singleElement().satisfies(archive -> assertThat(archive)
                    .isNotEmptyFile());
        }
        try (GatewayProcess gateway = start(By.LAUNCHER, variables).listening()) {
            assertThat(gateway.chat("sandbox-echo").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void startsWhereNoArchiveCanBeWritten() throws IOException {
        try (GatewayProcess gateway =
                start(By.LAUNCHER, Map.of("SERAI_CACHE", "/dev/null/cache")).listening()) {
            assertThat(gateway.chat("sandbox-echo").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void isFoundThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(
                folder.resolve("gateway"), Path.of(GatewayProcess.launcher().get(0)));
        try (GatewayProcess gateway = GatewayProcess.start(List.of(link.toString()), folder, NO_ARCHIVE)
                .listening()) {
            assertThat(gateway.chat("sandbox-echo").statusCode()).isEqualTo(200);
        } finally {
            Files.delete(link);
        }
    }

    private GatewayProcess start(By by, Map<String, String> variables) {
        return GatewayProcess.start(by.command, folder, variables);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
