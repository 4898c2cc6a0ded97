package dev.serai.config;

import java.util.Set;

/**
 * What is known of a model that makes embeddings; from {@code configs/catalogue.yaml}. Immutable.
 *
 * @param model the catalogue's name for it, however a provider calls it: vectors of one name can be compared with one
 *     another; empty of a model that the catalogue does not have
 * @param dimensions the lengths that may be asked for; empty where none may, or any up to {@code longest}
 * @param longest up to which any length may be asked for; 0 where none may, or some only
 * @param textsPerCall how many texts the provider takes at once, 0 if unknown
 * @param tokensPerCall how many tokens these may have together, 0 if unknown
 */
public record EmbeddingFacts(String model, Set<Integer> dimensions, int longest, int textsPerCall, int tokensPerCall) {
    /** Of a model of which nothing is known. */
    public static final EmbeddingFacts UNKNOWN = new EmbeddingFacts("", Set.of(), 0, 0, 0);

    public EmbeddingFacts {
        dimensions = Set.copyOf(dimensions);
    }

    /** Whether vectors of this length can be asked for. */
    public boolean makes(int length) {
        return dimensions.contains(length) || length <= longest;
    }
}
