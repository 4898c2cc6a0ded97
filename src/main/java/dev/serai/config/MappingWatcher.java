package dev.serai.config;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches the mapping with its transformations, its catalogue and its prices, and hands over a new {@link ModelMapping}
 * when one of them has changed and they are valid; if they are not, only the problems.
 */
public final class MappingWatcher {
    private final ConfigFiles files;
    private final Settings settings;
    private final Predicate<ModelMapping> onChange;
    private final Consumer<List<ConfigurationProblem>> onInvalid;
    private final boolean inFolder;

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
    }

    /**
     * Begins to watch; what the files hold now counts as known. The callbacks run on the watch's thread.
     *
     * @param onChange gets each valid new mapping, and says whether it is in use now
     * @param onInvalid gets the problems of each change that is not valid, once
     * @throws InvalidConfigurationException if the files can't be read now
     */
    public static FileWatch<?> start(
            ConfigFiles files,
            Settings settings,
            Predicate<ModelMapping> onChange,
            Consumer<List<ConfigurationProblem>> onInvalid) {
        MappingWatcher watcher = new MappingWatcher(files, settings, onChange, onInvalid);
        return FileWatch.start("mapping", watcher::contents, watcher::judge);
    }

    static FileWatch<?> start(
            ConfigFiles files,
            Settings settings,
            Predicate<ModelMapping> onChange,
            Consumer<List<ConfigurationProblem>> onInvalid,
            long everyMillis) {
        MappingWatcher watcher = new MappingWatcher(files, settings, onChange, onInvalid);
        return FileWatch.start("mapping", watcher::contents, watcher::judge, everyMillis);
    }

    private boolean judge(Contents now) {
        if (now.mapping() == null) {
            onInvalid.accept(now.unreadable());
            return false;
        }
        ModelMapping loaded;
        try {
            loaded = ModelMapping.load(now.mapping(), now.transformations(), Catalogue.load(files), settings);
        } catch (InvalidConfigurationException e) {
            onInvalid.accept(e.problems());
            return false;
        }
        return onChange.test(loaded);
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
