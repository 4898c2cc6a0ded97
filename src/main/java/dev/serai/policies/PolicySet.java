package dev.serai.policies;

import dev.serai.config.ConfigFile;
import java.util.List;
import java.util.stream.Stream;

/**
 * Policies as they lay there at one moment. Immutable.
 *
 * @param listed the names that {@code serai.policies} has, in its order
 * @param files a file for each of {@link #names()}, in their order
 * @param shipped whether nobody has added or changed anything: no policy is listed, and the others are the jar's
 */
public record PolicySet(List<String> listed, List<ConfigFile> files, boolean shipped) {
    /** Followed after those that are listed, by requests for a model that has one. */
    static final List<String> UNASKED = List.of(Canary.ROUTE, Shadow.ROUTE);

    public PolicySet {
        listed = List.copyOf(listed);
        files = List.copyOf(files);
    }

    /** Those that are listed, and then those that are followed unasked. */
    List<String> names() {
        return names(listed);
    }

    static List<String> names(List<String> listed) {
        return Stream.concat(listed.stream(), UNASKED.stream()).toList();
    }
}
