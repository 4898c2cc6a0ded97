package dev.serai.dialects;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What vectors are for. Models that tell a question from what answers it find less where both are embedded alike, and
 * OpenAI's API has no field for it: ours is {@code input_type} (Cohere's name) or {@code task_type} (Google's).
 */
public enum EmbeddingPurpose {
    /** Texts that will be searched. */
    DOCUMENT("document", "passage", "search_document", "retrieval_document"),
    /** What is searched for. */
    QUERY("query", "search_query", "retrieval_query"),
    CLASSIFICATION("classification"),
    CLUSTERING("clustering");

    private final Set<String> names;

    EmbeddingPurpose(String... names) {
        this.names = Set.of(names);
    }

    /** The purpose that a client or a vendor calls so, in any case. */
    static Optional<EmbeddingPurpose> of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(purpose -> purpose.names.contains(lower))
                .findFirst();
    }

    /** Every name, for a message. */
    static Set<String> supported() {
        return Arrays.stream(values())
                .flatMap(purpose -> purpose.names.stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
