package dev.serai.config;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the mapping with its transformations, its catalogue and its prices, and hands over a new {@link ModelMapping}
 * when one of them has changed and they are valid; if they are not, only the problems. Looks at the bytes every second,
 * links followed: file events are not to be had of a Kubernetes ConfigMap, which changes a link two levels above the file.
 * A change counts once two looks agree on it, so that a file being written is not taken for a shorter one. One daemon
 * thread, on which the callbacks run; one that throws ends nothing.
 */
public final class MappingWatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MappingWatcher.class);
    private static final long EVERY_MILLIS = 1_000;

    private final ConfigFiles files;
    private final Settings settings;
    private final Predicate<ModelMapping> onChange;
    private final Consumer<List<ConfigurationProblem>> onInvalid;
    private final ScheduledExecutorService thread;
    private final boolean inFolder;
    /** What is in use or was refused; like the next used by the thread alone once it runs. */
    private Contents judged;

    private @Nullable Contents candidate;

    /** Whether what was judged last is in use; it may be judged once more when something else has changed. */
    private boolean refused;

    private volatile boolean again;

    /** What one look found: the files, or why they can't be read. */
    private record Contents(
            @Nullable ConfigFile mapping,
            Optional<ConfigFile> transformations,
            List<ByteBuffer> bytes,
            List<ConfigurationProblem> unreadable) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Contents that && bytes.equals(that.bytes) && unreadable.equals(that.unreadable);
        }

        @Override
        public int hashCode() {
            return Objects.hash(bytes, unreadable);
        }
    }

    private MappingWatcher(
            ConfigFiles files,
            Settings settings,
            Predicate<ModelMapping> onChange,
            Consumer<List<ConfigurationProblem>> onInvalid) {
        this.files = files;
        this.settings = settings;
        this.onChange = onChange;
        this.onInvalid = onInvalid;
        this.inFolder = files.mapping().path() != null;
        this.judged = contents();
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watcher = new Thread(task, "serai-mapping-watcher");
            watcher.setDaemon(true);
            return watcher;
        });
    }

    /**
     * Begins to watch; what the files hold now counts as known.
     *
     * @param onChange gets each valid new mapping, and says whether it is in use now
     * @param onInvalid gets the problems of each change that is not valid, once
     * @throws InvalidConfigurationException if the files can't be read now
     */
    public static MappingWatcher start(
            ConfigFiles files,
            Settings settings,
            Predicate<ModelMapping> onChange,
            Consumer<List<ConfigurationProblem>> onInvalid) {
        return start(files, settings, onChange, onInvalid, EVERY_MILLIS);
    }

    static MappingWatcher start(
            ConfigFiles files,
            Settings settings,
            Predicate<ModelMapping> onChange,
            Consumer<List<ConfigurationProblem>> onInvalid,
            long everyMillis) {
        MappingWatcher watcher = new MappingWatcher(files, settings, onChange, onInvalid);
        watcher.thread.scheduleWithFixedDelay(watcher::look, everyMillis, everyMillis, TimeUnit.MILLISECONDS);
        return watcher;
    }

    /** What it has to go with has changed: a mapping that was refused is tried once more. Any thread. */
    public void tryAgain() {
        again = true;
    }

    /** No callback begins after this; one that runs is interrupted. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /**
     * Looks now, takes what it finds for whole, and judges it whether or not it has changed. Waits until that is done.
     *
     * @throws TimeoutException if it takes longer
     */
    public void lookNow(Duration longest) throws InterruptedException, TimeoutException {
        Future<?> looked = thread.submit(() -> {
            candidate = null;
            judge(contents());
        });
        try {
            looked.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The mapping could not be put to use", e.getCause());
        }
    }

    private void look() {
        try {
            Contents now = contents();
            boolean retried = again && refused && now.equals(judged);
            again = false;
            if (now.equals(judged) && !retried) {
                candidate = null;
            } else if (retried || now.equals(candidate)) {
                judge(now);
            } else {
                candidate = now;
            }
        } catch (RuntimeException e) {
            // Thrown on, it would end the watch.
            LOG.error("The changed mapping could not be put to use", e);
        }
    }

    private void judge(Contents now) {
        judged = now;
        refused = true;
        if (now.mapping() == null) {
            onInvalid.accept(now.unreadable());
            return;
        }
        ModelMapping loaded;
        try {
            loaded = ModelMapping.load(now.mapping(), now.transformations(), Catalogue.load(files), settings);
        } catch (InvalidConfigurationException e) {
            onInvalid.accept(e.problems());
            return;
        }
        refused = !onChange.test(loaded);
    }

    private Contents contents() {
        try {
            ConfigFile mapping = files.mapping();
            if (inFolder && mapping.path() == null) {
                // The jar's own is there still, but nobody who removes a file asks for that.
                return unreadable(List.of(new ConfigurationProblem(
                        mapping.name(), 0, 0, "", "is no longer there", "the old one stays in use")));
            }
            Optional<ConfigFile> transformations = files.find(ConfigFiles.TRANSFORMATIONS);
            return new Contents(
                    mapping,
                    transformations,
                    List.of(
                            ByteBuffer.wrap(mapping.content()),
                            bytes(transformations),
                            bytes(files.find(ConfigFiles.CATALOGUE)),
                            bytes(files.find(ConfigFiles.PRICES))),
                    List.of());
        } catch (InvalidConfigurationException e) {
            return unreadable(e.problems());
        }
    }

    private static ByteBuffer bytes(Optional<ConfigFile> file) {
        return ByteBuffer.wrap(file.map(ConfigFile::content).orElse(new byte[0]));
    }

    private static Contents unreadable(List<ConfigurationProblem> problems) {
        return new Contents(null, Optional.empty(), List.of(), problems);
    }
}
