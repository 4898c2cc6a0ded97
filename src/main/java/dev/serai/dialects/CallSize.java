package dev.serai.dialects;

import dev.serai.config.ModelFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a provider of embeddings takes in one call. Immutable.
 *
 * @param texts how many texts
 * @param tokens how many tokens all texts together may have; 0: only each for itself is limited
 * @param tokensOfText how many tokens one text may have, for the provider refuses longer ones anyhow; 0 if unknown
 */
record CallSize(int texts, int tokens, int tokensOfText) {

    /** What the catalogue knows of a model, and else what its wire format says. */
    static CallSize of(ModelFacts facts, int texts, int tokens) {
        int textsOfModel = facts.embedding().textsPerCall();
        int tokensOfModel = facts.embedding().tokensPerCall();
        return new CallSize(
                textsOfModel > 0 ? textsOfModel : texts,
                tokensOfModel > 0 ? tokensOfModel : tokens,
                facts.contextWindow());
    }

    /** The texts of each call, in order: at least one, so that the provider itself judges one that is too long. */
    List<List<String>> split(List<String> all) {
        if (tokens == 0 && all.size() <= texts) {
            return List.of(all);
        }
        List<List<String>> calls = new ArrayList<>(all.size() / texts + 1);
        int from = 0;
        long sum = 0;
        for (int i = 0; i < all.size(); i++) {
            long ofText = tokens == 0 ? 0 : tokens(all.get(i));
            if (i > from && (i - from == texts || sum + ofText > tokens)) {
                calls.add(all.subList(from, i));
                from = i;
                sum = 0;
            }
            sum += ofText;
        }
        calls.add(all.subList(from, all.size()));
        return calls;
    }

    private long tokens(String text) {
        long estimate = estimate(text);
        return tokensOfText > 0 ? Math.min(estimate, tokensOfText) : estimate;
    }

    /**
     * Too many rather than too few, whatever the vocabulary: two letters a token (English prose has four), and one for each
     * digit, mark, or character of another script.
     */
    static long estimate(String text) {
        long halves = 1;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean letter = character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
            halves += letter || character == ' ' ? 1 : 2;
        }
        return halves / 2;
    }
}
