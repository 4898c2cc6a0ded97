package dev.serai.passthrough;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.Usage;
import java.util.Map;

/** Gathers what one answer says it used, over its whole or its events. One for each answer, used by one thread at a time. */
interface UsageTally {

    /** What its headers say, by their names in lower case. */
    default void headers(Map<String, String> headers) {}

    /** An answer, or an event of a stream; of an answer the fields alone that its shape names. */
    void add(JsonNode answer);

    /** What it comes to so far. */
    Usage usage();
}
