package dev.serai.policies;

import dev.serai.dialects.ContentFacts;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The policies that a request still has to meet, of the version that was in use when it came. One for each request that meets
 * any, used by its thread.
 */
final class PolicyRun {
    /** The name of the variable that carries it. */
    static final String VARIABLE = "policies";

    private final PolicyVersion version;
    private final Iterator<String> remaining;
    private final @Nullable ContentFacts content;
    private boolean canaryMet;
    private boolean shadowMet;

    /** @param content null where only the model's own canary is met, which reads nothing of it */
    PolicyRun(PolicyVersion version, @Nullable ContentFacts content) {
        this.version = version;
        this.remaining = version.listed().iterator();
        this.content = content;
    }

    PolicyVersion version() {
        return version;
    }

    Iterator<String> remaining() {
        return remaining;
    }

    @Nullable
    ContentFacts content() {
        return content;
    }

    /** Whether the canary has had its turn; it has it now. */
    boolean meetsCanary() {
        boolean first = !canaryMet;
        canaryMet = true;
        return first;
    }

    /** Whether the shadow has had its turn; it has it now. */
    boolean meetsShadow() {
        boolean first = !shadowMet;
        shadowMet = true;
        return first;
    }
}
