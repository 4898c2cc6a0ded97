package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** configs/kubernetes, which docs/how-to/run-on-kubernetes.md applies: it names what the gateway has, and waits as long as it takes. */
class KubernetesExampleTest {
    private static final Path FOLDER = Path.of("configs", "kubernetes");

    private static JsonNode pod;
    private static JsonNode container;

    @BeforeAll
    static void read() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Iterable<Object> all = new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(FOLDER.resolve("serai.yaml")));
        pod = StreamSupport.stream(all.spliterator(), false)
                .<JsonNode>map(mapper::valueToTree)
                .filter(document -> document.path("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow()
                .at("/spec/template/spec");
        container = pod.at("/containers/0");
    }

    @Test
    void itsProbesAreAnswered() {
        try (RunningGateway gateway = RunningGateway.start(Map.of())) {
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                String path = container.at("/" + probe + "/httpGet/path").asText();
                assertThat(gateway.get(path).statusCode()).as(probe).isEqualTo(200);
            }
        }
    }

    @Test
    void aPodIsUnreadyWhileRequestsAreStillTakenAndHasTheTimeThatTheReferenceAsksFor() {
        Settings defaults = Settings.only(Map.of());
        JsonNode ready = container.path("readinessProbe");
        assertThat(ready.path("periodSeconds").asInt()
                        * ready.path("failureThreshold").asInt())
                .isLessThan(Gateway.drainSeconds(defaults));
        int grace = pod.path("terminationGracePeriodSeconds").asInt();
        assertThat(grace).isGreaterThan(Gateway.drainSeconds(defaults) + Gateway.shutdownSeconds(defaults));
        assertThat(Pages.read(Path.of("docs", "reference", "configuration.md")))
                .contains("`terminationGracePeriodSeconds: " + grace + "`");
    }

    @Test
    void itsVariablesAreOnesThatTheReferenceHas() throws IOException {
        StringBuilder reference = new StringBuilder();
        try (Stream<Path> pages = Files.list(Path.of("docs", "reference"))) {
            pages.map(Pages::read).forEach(reference::append);
        }
        container.path("env").forEach(variable -> assertThat(reference)
                .contains("`" + variable.path("name").asText() + "`"));
    }

    @Test
    void itsConfigurationIsMountedIntoTheImagesWorkingFolderAndItsBooksOnItsVolume() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("Containerfile"))).contains("WORKDIR /opt/serai\n");
        assertThat(mount("configs")).isEqualTo("/opt/serai/configs");
        assertThat(mount("policies")).isEqualTo("/opt/serai/routes/policies");
        assertThat(container.at("/env/1/name").asText()).isEqualTo("LEDGER_JOURNAL");
        assertThat(container.at("/env/1/value").asText()).startsWith(mount("data") + "/");
    }

    @Test
    void whatSinksWriteIsOnItsVolume() throws IOException {
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        List<String> folders = new ArrayList<>();
        try (Stream<Path> routes = Files.list(Path.of("routes", "sinks"))) {
            for (Path route : routes.toList()) {
                Matcher folder = Pattern.compile("\\{\\{(serai\\.sinks\\.[a-z.-]+):data/")
                        .matcher(Files.readString(route));
                while (folder.find()) {
                    // As Camel looks for a placeholder in the environment.
                    folders.add(folder.group(1).toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"));
                }
            }
        }
        assertThat(folders).hasSize(2).allSatisfy(name -> assertThat(variable(name))
                .startsWith(mount("data") + "/"));
    }

    private static String variable(String name) {
        return StreamSupport.stream(container.path("env").spliterator(), false)
                .filter(variable -> variable.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("value")
                .asText();
    }

    private static String mount(String volume) {
        return StreamSupport.stream(container.path("volumeMounts").spliterator(), false)
                .filter(mount -> mount.path("name").asText().equals(volume))
                .findFirst()
                .orElseThrow()
                .path("mountPath")
                .asText();
    }
}
