package dev.serai.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name that clients may ask for, and who serves it. Immutable; those that the file maps are made once, at load.
 *
 * @param name what the client asks for
 * @param byPattern whether a pattern made it, not an entry of its own
 * @param description what the file says of it, or null
 * @param status whether it is still to be used
 * @param successor the name to use instead, of a retired one; else null
 * @param created seconds since the epoch, the catalogue's date: the same for all, and at every start
 * @param ownedBy the vendor ({@code anthropic}), or the first provider's name where the vendor is not known
 * @param targets in the order in which to try them; never empty
 * @param policies what else the entry wants done
 */
public record MappedModel(
        String name,
        boolean byPattern,
        @Nullable String description,
        Status status,
        @Nullable String successor,
        long created,
        String ownedBy,
        List<ModelTarget> targets,
        ModelPolicies policies) {

    public MappedModel {
        targets = List.copyOf(targets);
    }

    /** The same, with this target alone. */
    MappedModel servedBy(ModelTarget only) {
        return new MappedModel(
                name, byPattern, description, status, successor, created, ownedBy, List.of(only), policies);
    }

    public boolean retired() {
        return status == Status.RETIRED;
    }

    /** The facts of the target that is tried first. */
    public ModelFacts facts() {
        return targets.get(0).facts();
    }

    /** Whether a model is still to be used. */
    public enum Status {
        ACTIVE,
        RETIRED
    }
}
