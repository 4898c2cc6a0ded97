package dev.serai.accounting;

import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.dialects.ClientAnswer;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.RequestText;
import dev.serai.dialects.Usage;
import dev.serai.dialects.WireTexts;
import dev.serai.streams.SaidText;

/**
 * Estimates what a provider has not counted, or can't have counted: nothing read, nothing said where something was, more than
 * any model takes. What it has counted credibly stays. Thread-safe; waits for nothing.
 */
final class MissingUsage {
    /** The largest windows there are. */
    private static final long LARGEST_WINDOW = 10_000_000;
    /** What a provider adds to a prompt by its own tools, and several choices, may be beyond a window. */
    private static final int LEEWAY = 4;

    private final Tokenizers tokenizers;

    MissingUsage(Tokenizers tokenizers) {
        this.tokenizers = tokenizers;
    }

    /**
     * The usage of an attempt that has answered, or that was under way when nobody waited any more.
     *
     * @param said what its provider says
     */
    Usage complete(Call call, Attempt attempt, Usage said) {
        if (!answered(attempt)) {
            return said;
        }
        long most = most(call.request(), attempt);
        boolean read = said.promptTokens() > 0 && said.promptTokens() <= most;
        boolean wrote = said.output() > 0 ? said.output() <= most : saysNothing(call.request(), attempt);
        if (read && wrote && (said.reported() || said.estimated())) {
            return said;
        }
        byte[] prompt = call.request().promptBytes();
        if (prompt.length == 0) {
            return said;
        }
        return said.corrected(read ? -1 : input(prompt, attempt), wrote ? -1 : output(attempt));
    }

    /** Whether it has begun to answer well, or was left alone with the request: a provider's error costs nothing. */
    private static boolean answered(Attempt attempt) {
        if (attempt.rawAnswer() != null) {
            return attempt.rawAnswer().status() < 300;
        }
        Attempt.Abort aborted = attempt.aborted();
        return attempt.answer() != null
                || attempt.stream() != null
                || attempt.failure() == null && aborted != null && aborted.ours();
    }

    private static long most(ClientRequest request, Attempt attempt) {
        int window = attempt.target().facts().contextWindow();
        long one = window == 0 ? LARGEST_WINDOW : (long) window * LEEWAY;
        return request instanceof EmbeddingRequest embeddings ? one * embeddings.inputs() : one;
    }

    /** Vectors say nothing, and are long. */
    private static boolean saysNothing(ClientRequest request, Attempt attempt) {
        return request instanceof EmbeddingRequest || text(attempt).length() == 0;
    }

    private long input(byte[] prompt, Attempt attempt) {
        RequestText text = RequestText.of(ProviderJson.readOrMissing(prompt));
        return tokenizers.count(attempt.target(), text.beginning(), text.bytes()) + text.otherTokens();
    }

    private long output(Attempt attempt) {
        SaidText text = text(attempt);
        return tokenizers.count(attempt.target(), text.beginning(), text.length());
    }

    private static SaidText text(Attempt attempt) {
        SaidText streamed = attempt.said();
        if (streamed != null) {
            return streamed;
        }
        SaidText whole = new SaidText(WireTexts.OF_ANSWERS);
        ClientAnswer answer = attempt.answer();
        if (answer != null) {
            whole.feed(answer.body());
        }
        return whole;
    }
}
