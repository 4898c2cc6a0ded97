package dev.serai.config;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Watches the mapping with its transformations, its catalogue and its prices, and hands over a new {@link ModelMapping}
 * when one of them has changed and they are valid; if they are not, only the problems. Not thread-safe: made by one thread,
 * and the watch's from its start.
 */
public final class MappingWatcher {
    static final long EVERY_MILLIS = 1_000;

    private final ConfigFiles files;
    private final Settings settings;
    private final Contents first;

    /** Which of the files in use are the folder's own: the jar has each of them, but nobody who removes a file asks for that. */
    private Set<String> ofFolder = Set.of();

    /** What one look found: the files, or why they can't be read. */
    private record Contents(
            @Nullable ConfigFile mapping,
            Optional<ConfigFile> transformations,
            Set<String> ofFolder,
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

    private MappingWatcher(ConfigFiles files, Settings settings) {
        this.files = files;
        this.settings = settings;
        this.first = contents();
        this.ofFolder = first.ofFolder();
    }

    /**
     * Looks at the files for the first time: what they hold now counts as known. So it goes before they are loaded; what
     * changes until the watch begins is found by that.
     */
    public static MappingWatcher of(ConfigFiles files, Settings settings) {
        return new MappingWatcher(files, settings);
    }

    /**
     * Begins to watch. The callbacks run on the watch's thread.
     *
     * @param onChange gets each valid new mapping, and says whether it is in use now
     * @param onInvalid gets the problems of each change that is not valid, once
     */
    public FileWatch<?> start(Predicate<ModelMapping> onChange, Consumer<List<ConfigurationProblem>> onInvalid) {
        return start(onChange, onInvalid, EVERY_MILLIS);
    }

    FileWatch<?> start(
            Predicate<ModelMapping> onChange, Consumer<List<ConfigurationProblem>> onInvalid, long everyMillis) {
        return FileWatch.start("mapping", first, this::contents, now -> judge(now, onChange, onInvalid), everyMillis);
    }

    private boolean judge(
            Contents now, Predicate<ModelMapping> onChange, Consumer<List<ConfigurationProblem>> onInvalid) {
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
        boolean inUse = onChange.test(loaded);
        if (inUse) {
            ofFolder = now.ofFolder();
        }
        return inUse;
    }

    private Contents contents() {
        try {
            ConfigFile mapping = files.mapping();
            Optional<ConfigFile> transformations = files.find(ConfigFiles.TRANSFORMATIONS);
            Optional<ConfigFile> catalogue = files.find(ConfigFiles.CATALOGUE);
            Optional<ConfigFile> prices = files.find(ConfigFiles.PRICES);
            List<Optional<ConfigFile>> all = List.of(Optional.of(mapping), transformations, catalogue, prices);
            Set<String> found = new TreeSet<>();
            all.forEach(file -> file.filter(of -> of.path() != null).ifPresent(of -> found.add(of.name())));
            List<ConfigurationProblem> gone = ofFolder.stream()
                    .filter(name -> !found.contains(name))
                    .map(MappingWatcher::gone)
                    .toList();
            return gone.isEmpty()
                    ? new Contents(
                            mapping,
                            transformations,
                            found,
                            all.stream().map(MappingWatcher::bytes).toList(),
                            List.of())
                    : unreadable(gone);
        } catch (InvalidConfigurationException e) {
            return unreadable(e.problems());
        }
    }

    private static ConfigurationProblem gone(String name) {
        return new ConfigurationProblem(name, 0, 0, "", "is no longer there", "the old one stays in use");
    }

    private static ByteBuffer bytes(Optional<ConfigFile> file) {
        return ByteBuffer.wrap(file.map(ConfigFile::content).orElse(new byte[0]));
    }

    private static Contents unreadable(List<ConfigurationProblem> problems) {
        return new Contents(null, Optional.empty(), Set.of(), List.of(), problems);
    }
}
