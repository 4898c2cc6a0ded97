package dev.serai.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingWatcherTest {
    private final BlockingQueue<ModelMapping> changes = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<ConfigurationProblem>> refusals = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    private Path file;
    private FileWatch<?> watch;

    @BeforeEach
    void aMountedConfigMap() throws IOException {
        // As the kubelet lays it out: the file is a link into ..data, which is a link to the folder of this moment.
        Path configs = Files.createDirectories(folder.resolve("configs"));
        file = Files.createDirectories(configs.resolve("..first")).resolve(ConfigFiles.MAPPING);
        Files.writeString(file, mapping("gpt-4o"));
        Files.createSymbolicLink(configs.resolve("..data"), Path.of("..first"));
        Files.createSymbolicLink(configs.resolve(ConfigFiles.MAPPING), Path.of("..data", ConfigFiles.MAPPING));
        Settings settings = Settings.only(Map.of());
        watch = MappingWatcher.of(ConfigFiles.in(folder, settings), settings).start(changes::add, refusals::add, 20);
    }

    @AfterEach
    void stop() {
        watch.close();
    }

    /** Within five seconds; and it counts once two looks agree on it. */
    @Test
    void anEditIsSeenInTime() {
        assertThat(MappingWatcher.EVERY_MILLIS).isBetween(1L, 2_000L);
        assertThat(FileWatch.EVERY_MILLIS).isBetween(1L, 2_000L);
    }

    @Test
    void anEditIsHandedOver() throws Exception {
        Files.writeString(file, mapping("gpt-4.1"));
        assertThat(model(next(changes))).isEqualTo("gpt-4.1");
    }

    @Test
    void aLinkThatPointsElsewhereIsAnEdit() throws Exception {
        Path configs = folder.resolve("configs");
        Path second = Files.createDirectories(configs.resolve("..second"));
        Files.writeString(second.resolve(ConfigFiles.MAPPING), mapping("gpt-4.1"));
        Files.createSymbolicLink(configs.resolve("..data_tmp"), Path.of("..second"));
        Files.move(configs.resolve("..data_tmp"), configs.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(model(next(changes))).isEqualTo("gpt-4.1");
    }

    @Test
    @DisplayName("F32: a broken file changes nothing and is told once; its repair is handed over")
    void f32ABrokenFileChangesNothing() throws Exception {
        Files.writeString(file, "model_mappings:\n\t gpt-4: {}\n");
        assertThat(next(refusals).toString())
                .contains("model-mapping.yaml:2:1: is not YAML: a tab where a value begins (indent with spaces)");
        Files.writeString(file, mapping("gpt-5"));
        assertThat(model(next(changes))).isEqualTo("gpt-5");
        assertThat(changes).isEmpty();
        assertThat(refusals).isEmpty();
    }

    @Test
    @DisplayName("F32: the way back to the file in use counts as a change, so that health can recover")
    void f32TheWayBackIsAChange() throws Exception {
        Files.writeString(file, "nonsense: true\n");
        next(refusals);
        Files.writeString(file, mapping("gpt-4o"));
        assertThat(model(next(changes))).isEqualTo("gpt-4o");
    }

    @Test
    void aFileThatGoesAwayKeepsTheOldOneInUse() throws Exception {
        Files.delete(folder.resolve("configs").resolve(ConfigFiles.MAPPING));
        assertThat(next(refusals))
                .extracting(ConfigurationProblem::toString)
                .containsExactly("model-mapping.yaml: is no longer there (the old one stays in use)");
        assertThat(changes).isEmpty();
    }

    @Test
    void pricesThatGoAwayAreNotTheJarsFromThenOn() throws Exception {
        Path prices = folder.resolve("configs").resolve(ConfigFiles.PRICES);
        Files.writeString(prices, "prices: {}\n");
        next(changes);
        Files.delete(prices);
        assertThat(next(refusals))
                .extracting(ConfigurationProblem::toString)
                .containsExactly("prices.yaml: is no longer there (the old one stays in use)");
        assertThat(changes).isEmpty();
    }

    @Test
    void aLinkToNothingIsNoReasonToGoByTheJars() throws Exception {
        Files.createSymbolicLink(folder.resolve("configs").resolve(ConfigFiles.PRICES), Path.of("nowhere"));
        assertThat(next(refusals).toString()).contains("prices.yaml: there is no such file");
        assertThat(changes).isEmpty();
    }

    @Test
    void whatChangesBetweenTheFirstLookAndTheWatchIsFound() throws Exception {
        Settings settings = Settings.only(Map.of());
        MappingWatcher watcher = MappingWatcher.of(ConfigFiles.in(folder, settings), settings);
        watch.close();
        Files.writeString(file, mapping("gpt-4.1"));
        watch = watcher.start(changes::add, refusals::add, 20);
        assertThat(model(next(changes))).isEqualTo("gpt-4.1");
    }

    private static String mapping(String model) {
        return "model_mappings: {chat: {providers: {openai: {model: " + model + "}}}}\n";
    }

    private static String model(ModelMapping mapping) {
        return mapping.model("chat").orElseThrow().targets().get(0).model();
    }

    /** The next, or a failure when nothing comes at all: no assertion is about the time. */
    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(60, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }
}
