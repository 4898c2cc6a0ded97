package dev.serai.policies;

import java.util.List;
import java.util.stream.Stream;

/**
 * A version of the policies, by the ids of its routes. Immutable.
 *
 * @param listed those that the configuration lists, in its order
 * @param canary the rule of models that have a canary
 * @param shadow the rule of models that have a shadow
 */
public record PolicyVersion(List<String> listed, String canary, String shadow) {
    /** Before any is put to use. */
    static final PolicyVersion NONE = new PolicyVersion(List.of(), Canary.ROUTE, Shadow.ROUTE);

    static PolicyVersion of(List<String> listed, String suffix) {
        return new PolicyVersion(
                listed.stream().map(name -> name + suffix).toList(), Canary.ROUTE + suffix, Shadow.ROUTE + suffix);
    }

    @Override
    public String toString() {
        return String.join(
                ", ", Stream.concat(listed.stream(), Stream.of(canary, shadow)).toList());
    }
}
