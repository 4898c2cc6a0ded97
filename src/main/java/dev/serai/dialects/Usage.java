package dev.serai.dialects;

/**
 * Tokens of one answer, normalised: every field counts tokens that no other field counts, but for {@code reasoning},
 * which is a part of {@code output}. Immutable.
 *
 * @param reported false where the provider said nothing: then all are 0, and mean unknown, or are an {@link #estimate}
 * @param input read at full price (neither from a cache nor written to one)
 * @param cacheRead read from the provider's prompt cache
 * @param cacheWrite5m written to it for five minutes (or for a time that the provider does not tell)
 * @param cacheWrite1h written to it for an hour
 * @param output generated, reasoning included
 * @param reasoning of these, spent on thinking
 * @param serviceTier the tier that answered, empty if not said
 */
public record Usage(
        boolean reported,
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long output,
        long reasoning,
        String serviceTier) {
    public static final Usage UNREPORTED = new Usage(false, 0, 0, 0, 0, 0, 0, "");

    /** The gateway's own guess where the provider counts nothing: for the books alone, never for a client. */
    public static Usage estimate(long input) {
        return new Usage(false, input, 0, 0, 0, 0, 0, "");
    }

    /** Whether this is a guess. */
    public boolean estimated() {
        return !reported && totalTokens() > 0;
    }

    /**
     * Of an answer that broke off: the same where the provider has counted as much, else a guess.
     *
     * @param least what must have gone in, for all that is known
     * @param leastOutput what must have come out
     */
    public Usage atLeast(long least, long leastOutput) {
        boolean counted = reported && promptTokens() > 0;
        return counted && output >= leastOutput
                ? this
                : new Usage(
                        false,
                        counted ? input : least,
                        cacheRead,
                        cacheWrite5m,
                        cacheWrite1h,
                        Math.max(output, leastOutput),
                        reasoning,
                        serviceTier);
    }

    /**
     * The same with guesses where it can't be believed, and so a guess itself.
     *
     * @param read what went in, cache and all; negative: it is as it was said
     * @param written what came out; negative likewise
     */
    public Usage corrected(long read, long written) {
        boolean asSaid = read < 0;
        long newOutput = written < 0 ? output : written;
        return new Usage(
                false,
                asSaid ? input : read,
                asSaid ? cacheRead : 0,
                asSaid ? cacheWrite5m : 0,
                asSaid ? cacheWrite1h : 0,
                newOutput,
                Math.min(reasoning, newOutput),
                serviceTier);
    }

    /** What both used; a guess if one of them is. */
    public Usage plus(Usage other) {
        return new Usage(
                reported && other.reported,
                input + other.input,
                cacheRead + other.cacheRead,
                cacheWrite5m + other.cacheWrite5m,
                cacheWrite1h + other.cacheWrite1h,
                output + other.output,
                reasoning + other.reasoning,
                serviceTier);
    }

    /** The same, told to a client as reported or not, whatever of it is a guess. */
    public Usage told(boolean asReported) {
        return new Usage(asReported, input, cacheRead, cacheWrite5m, cacheWrite1h, output, reasoning, serviceTier);
    }

    /** OpenAI's {@code prompt_tokens}: everything that went in. */
    public long promptTokens() {
        return input + cacheRead + cacheWrite5m + cacheWrite1h;
    }

    public long cacheWrite() {
        return cacheWrite5m + cacheWrite1h;
    }

    public long totalTokens() {
        return promptTokens() + output;
    }
}
