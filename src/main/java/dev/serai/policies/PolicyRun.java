package dev.serai.policies;

import dev.serai.dialects.ContentFacts;
import java.util.Iterator;

/**
 * The policies that a request still has to meet, of the version that was in use when it came. One for each request that meets
 * any, used by its thread.
 */
record PolicyRun(Iterator<String> remaining, ContentFacts content) {
    /** The name of the variable that carries it. */
    static final String VARIABLE = "policies";
}
