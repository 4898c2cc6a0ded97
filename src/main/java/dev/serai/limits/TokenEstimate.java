package dev.serai.limits;

import dev.serai.calls.Call;
import dev.serai.dialects.ClientRequest;

/**
 * How many tokens a call will use, guessed before it is made: too many rather than too few. Immutable.
 *
 * @param input what the model reads: a third of the request's bytes
 * @param output what it may write: what the client lets it, or, where the client does not say, the key's
 *     {@code default_max_tokens} for each answer
 * @param said whether the client says how long its answer may be
 */
public record TokenEstimate(long input, long output, boolean said) {
    /** Where neither client nor key says anything. */
    public static final int DEFAULT_MAX_TOKENS = 4_096;

    private static final int BYTES_A_TOKEN = 3;

    public static TokenEstimate of(Call call) {
        ClientRequest request = call.request();
        long output = request.outputTokens();
        boolean said = output != ClientRequest.UNSAID;
        Integer ofKey = call.caller().allowance().defaultMaxTokens();
        return new TokenEstimate(
                (request.bytes() + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN,
                said ? output : (ofKey == null ? DEFAULT_MAX_TOKENS : ofKey) * request.answers(),
                said);
    }

    public long total() {
        return input + output;
    }
}
