package dev.serai.calls;

import dev.serai.dialects.ClientAnswer;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The calls that one attempt is made of, where its provider takes less at once than the client gave: each is a call of its
 * own, that goes the provider's road alone. The first that fails ends them all. One for each such attempt; thread-safe.
 */
public final class Parts {
    /** The name of the variable that carries it. */
    public static final String VARIABLE = "parts";
    /** How many are under way at a time at most: a client's list must not be its provider's flood. */
    public static final int LANES = 8;

    private final Call whole;
    private final Attempt attempt;
    private final List<? extends ClientRequest> requests;
    private final int most;
    private final @Nullable Call[] calls;
    private boolean closed;
    private @Nullable Throwable failure;

    /**
     * @param requests what each asks; none where nobody need be asked
     * @param places that the attempt holds at its provider: so many are under way at a time, {@link #LANES} at most
     */
    public Parts(Call whole, List<? extends ClientRequest> requests, int places) {
        this.most = Math.min(places, LANES);
        this.whole = whole;
        this.attempt = whole.underWay();
        this.requests = List.copyOf(requests);
        this.calls = new Call[requests.size()];
        attempt.madeOf(this);
    }

    /** The parts' numbers, from 0: those in one list are asked one after the other, the lists side by side. */
    public List<List<Integer>> lanes() {
        List<List<Integer>> lanes = new ArrayList<>();
        for (int part = 0; part < requests.size(); part++) {
            if (part < most) {
                lanes.add(new ArrayList<>());
            }
            lanes.get(part % most).add(part);
        }
        return lanes;
    }

    /**
     * Begins a part.
     *
     * @param entry the exchange whose end is the part's end
     * @throws RuntimeException if the attempt has ended
     */
    public synchronized Call begin(int part, Object entry) {
        if (closed) {
            throw TransportFailure.of(attempt, new IOException("the attempt is over"));
        }
        Call call = new Call(
                whole.id(),
                Client.PRESENT,
                entry,
                whole.mapping(),
                requests.get(part),
                whole.deadlineNanos() - System.nanoTime());
        call.caller(whole.caller());
        call.plan(whole.plan());
        call.trace().goesOn(attempt.trace().told());
        call.attempt(attempt.target());
        calls[part] = call;
        return call;
    }

    /** A part's answer is there, or its provider's refusal. */
    public void ended(Call part) {
        ProviderFailure refusal = part.underWay().failure();
        if (refusal != null) {
            failed(new ProviderException(refusal));
        }
    }

    /** Whether a call is one of the parts that have begun. */
    public synchronized boolean has(Call call) {
        return Arrays.stream(calls).anyMatch(part -> part == call);
    }

    /** A part has failed, or could not begin, and with it all. */
    public void failed(Throwable cause) {
        synchronized (this) {
            if (failure == null) {
                failure = cause;
            }
        }
        close();
    }

    /** Ends what is under way; nothing begins any more. What is cut off for another's fault is held against nobody. */
    synchronized void close() {
        closed = true;
        Attempt.Abort reason = attempt.aborted();
        for (Call call : calls) {
            if (call != null) {
                call.abort(reason == null ? Attempt.Abort.CLIENT_GONE : reason);
            }
        }
    }

    /** Why the first that failed has failed, or null. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** Whether any was sent. */
    synchronized boolean sent() {
        return Arrays.stream(calls)
                .anyMatch(call -> call != null && call.underWay().sent());
    }

    /** The answers, in the order of the parts; only if none has failed. */
    public synchronized List<ClientAnswer> answers() {
        List<ClientAnswer> answers = new ArrayList<>(calls.length);
        for (Call call : calls) {
            answers.add(Objects.requireNonNull(
                    Objects.requireNonNull(call).underWay().answer()));
        }
        return answers;
    }

    /**
     * What those have used that were not in vain for their provider, though the attempt was: it has counted the answers, and of
     * what it was left alone with there is a guess. All must have ended.
     */
    public synchronized Usage used() {
        Usage sum = Usage.UNREPORTED;
        for (Call part : calls) {
            Usage used = part == null ? Usage.UNREPORTED : used(part);
            if (used.reported() || used.estimated()) {
                sum = sum == Usage.UNREPORTED ? used : sum.plus(used);
            }
        }
        return sum;
    }

    private static Usage used(Call part) {
        Attempt attempt = part.underWay();
        ClientAnswer answer = attempt.answer();
        long asked = part.request().content().estimatedTokens();
        if (answer == null) {
            Attempt.Abort aborted = attempt.aborted();
            boolean cutOff = attempt.sent() && attempt.failure() == null && aborted != null && aborted.ours();
            return cutOff ? Usage.estimate(asked) : Usage.UNREPORTED;
        }
        Usage counted = answer.usage();
        return counted.reported() || counted.estimated() ? counted : Usage.estimate(asked);
    }

    /** The attempt of the first part, which speaks for all where only one can. */
    public synchronized Attempt first() {
        return Objects.requireNonNull(calls[0]).underWay();
    }
}
