package dev.serai.calls;

import dev.serai.config.ModelTarget;
import dev.serai.config.Timeouts;
import dev.serai.dialects.ClientAnswer;
import dev.serai.dialects.ProviderRequest;
import dev.serai.dialects.Usage;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.Secrets;
import dev.serai.streams.SaidText;
import dev.serai.traces.RunningSpan;
import dev.serai.traces.TraceContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One try at one target: what was sent, what came back, and the handle that ends it early. Made by the request's thread
 * and used by it alone, but for {@link #abort} and the deadlines, which any thread may call.
 */
public final class Attempt {

    /** Why an attempt was ended before its answer was whole. */
    public enum Abort {
        /** The client has left, or its own deadline has passed: never held against the provider. */
        CLIENT_GONE,
        /** The client's or the gateway's deadline over all attempts has passed: never held against the provider. */
        DEADLINE,
        /** The gateway ends, and has waited for as long as it may: never held against the provider. */
        SHUTDOWN,
        /** An answer that has begun may take no longer: one that goes on is no failure of the provider's. */
        TOTAL,
        /** No answer, or no first event, in the target's time. */
        TIMEOUT,
        /** Silence between two events of a stream. */
        IDLE;

        /** Whether it says nothing of the provider. */
        public boolean ours() {
            return this != TIMEOUT && this != IDLE;
        }
    }

    private static final long NEVER = Long.MAX_VALUE;
    private static final Runnable NOT_CONNECTED = () -> {};
    private static final Runnable NOTHING = () -> {};
    private static final Supplier<Secrets> NOTHING_SHOWN = () -> Secrets.NONE;

    private final ModelTarget target;
    private final Duration timeout;
    private final long startedNanos = System.nanoTime();
    /** When its total time is up, or {@link #NEVER}. */
    private final long endsNanos;

    private volatile long expiresNanos;
    private volatile Runnable connection = NOT_CONNECTED;
    private volatile @Nullable Abort aborted;
    private final AtomicReference<Runnable> whenDone = new AtomicReference<>(NOTHING);
    private final AttemptTrace trace = new AttemptTrace();
    private boolean sent;
    private boolean answering;
    private Supplier<Secrets> shown = NOTHING_SHOWN;
    private @Nullable ProviderRequest request;
    private @Nullable ProviderFailure failure;
    private @Nullable ClientAnswer answer;
    private @Nullable OpenStream stream;
    private @Nullable RawAnswer rawAnswer;
    private @Nullable String providerRequestId;
    private @Nullable Parts parts;
    private @Nullable Usage spent;
    private @Nullable SaidText said;
    private volatile boolean heldBack;
    private volatile long firstEventNanos;
    private long endedNanos;

    /** @param stream whether a stream is asked for, which has to begin in its time */
    Attempt(ModelTarget target, boolean stream) {
        this.target = target;
        Timeouts times = target.timeouts();
        Duration total = times.total();
        Duration answer = stream ? times.firstEvent() : times.wholeAnswer();
        this.timeout = total == null || total.compareTo(answer) > 0 ? answer : total;
        this.endsNanos = total == null ? NEVER : startedNanos + total.toNanos();
        this.expiresNanos = startedNanos + timeout.toNanos();
    }

    public ModelTarget target() {
        return target;
    }

    /** It begins within a span, or with whatever its client's trace is; both may be null. */
    void traced(@Nullable TraceContext parent, @Nullable RunningSpan around) {
        trace.begin(parent, around, startedNanos);
    }

    /** What a trace has of it. */
    public AttemptTrace trace() {
        return trace;
    }

    /** The transport has a connection in use: {@code close} ends it at once, from any thread. */
    public void connected(Runnable close) {
        sent = true;
        connection = close;
        if (aborted != null) {
            close.run();
        }
    }

    /** It is made of several calls, which end with it. */
    void madeOf(Parts calls) {
        parts = calls;
        connection = calls::close;
        if (aborted != null) {
            calls.close();
        }
    }

    /** Ends the attempt, whatever it is doing. The first reason stays. */
    public synchronized void abort(Abort reason) {
        if (aborted == null) {
            aborted = reason;
            connection.run();
        }
    }

    /** To a whole answer, or to the first event of a stream. */
    public Duration timeout() {
        return timeout;
    }

    /** Between two events of a stream. */
    public Duration idleTimeout() {
        return target.timeouts().streamIdle();
    }

    public @Nullable Abort aborted() {
        return aborted;
    }

    /** Something came: how long it takes to reach a slow client is nothing that the provider is held to. */
    public void heard() {
        if (firstEventNanos == 0) {
            firstEventNanos = System.nanoTime();
        }
        expiresNanos = endsNanos;
    }

    /** More is waited for: from now on the stream may be silent for its idle time. */
    public void listening() {
        long silent = System.nanoTime() + idleTimeout().toNanos();
        expiresNanos = endsNanos != NEVER && endsNanos - silent < 0 ? endsNanos : silent;
    }

    /** Nothing more is expected of it: the watch leaves it alone, and whoever waits for its end is told once. */
    public void done() {
        ended();
        expiresNanos = NEVER;
        whenDone.getAndSet(NOTHING).run();
    }

    /** Runs the action at the attempt's end, behind those that were given before, once, on the thread that ends it. */
    public void whenDone(Runnable action) {
        whenDone.accumulateAndGet(
                action,
                (before, last) -> before == NOTHING
                        ? last
                        : () -> {
                            before.run();
                            last.run();
                        });
    }

    /** The answer is whole, and only the end of the provider's bytes is still waited for. */
    public void ending(long nanos) {
        expiresNanos = System.nanoTime() + nanos;
    }

    /** Ends the attempt if its time is up. Called by the watch, on its thread. */
    void expire(long nowNanos) {
        long expires = expiresNanos;
        if (expires != NEVER && nowNanos - expires > 0) {
            abort(!heardFirst() ? Abort.TIMEOUT : expires == endsNanos ? Abort.TOTAL : Abort.IDLE);
        }
    }

    /** Whether the first event of its stream has come. */
    public boolean heardFirst() {
        return firstEventNanos != 0;
    }

    /** Seconds from its start to the first event, or to the whole answer. */
    public double secondsToFirstEvent() {
        long end = firstEventNanos == 0 ? System.nanoTime() : firstEventNanos;
        return (end - startedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** Milliseconds since it began. */
    public long elapsedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }

    /** The head of an answer has come. */
    public void answering() {
        answering = true;
    }

    /** Whether what breaks now breaks an answer, rather than keeps one from coming. */
    public boolean isAnswering() {
        return answering;
    }

    /** Whether a connection to the provider was made or tried: only then it counts as an attempt. */
    public boolean sent() {
        return sent || parts != null && parts.sent();
    }

    /** The provider is shown secrets, which are looked for if it fails. */
    public void shows(Supplier<Secrets> secrets) {
        shown = secrets;
    }

    /** What of ours the provider may quote, as it was last shown it. */
    public Secrets shown() {
        return shown.get();
    }

    /** Lets go of the connection: what the provider may still send is of no use. */
    public void discard() {
        connection.run();
    }

    public ProviderRequest request() {
        if (request == null) {
            throw new IllegalStateException("The request has not been translated");
        }
        return request;
    }

    public void request(ProviderRequest translated) {
        this.request = translated;
    }

    public @Nullable ProviderFailure failure() {
        return failure;
    }

    public void failure(ProviderFailure what) {
        this.failure = what;
        ended();
    }

    private void ended() {
        if (endedNanos == 0) {
            endedNanos = System.nanoTime();
        }
    }

    /** When it failed or ended ({@link System#nanoTime}), or now. */
    public long endedNanos() {
        return endedNanos == 0 ? System.nanoTime() : endedNanos;
    }

    /** Milliseconds from its beginning to its failure or its end, or until now. */
    public long lastedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(endedNanos() - startedNanos);
    }

    public @Nullable ClientAnswer answer() {
        return answer;
    }

    public void answer(ClientAnswer whole) {
        this.answer = whole;
    }

    public @Nullable OpenStream stream() {
        return stream;
    }

    public void stream(OpenStream open) {
        this.stream = open;
    }

    /** What the provider answered on a native path, its errors too. */
    public @Nullable RawAnswer rawAnswer() {
        return rawAnswer;
    }

    public void rawAnswer(RawAnswer begun) {
        this.rawAnswer = begun;
    }

    /** What it has used although its answer broke off, or only parts of it came; null where that is not so. */
    public @Nullable Usage spent() {
        return spent;
    }

    public void spent(Usage used) {
        this.spent = used;
    }

    /** What the model has said by its stream, or null: it has none. */
    public @Nullable SaidText said() {
        return said;
    }

    public void said(SaidText byStream) {
        this.said = byStream;
    }

    /** Whether its stream has begun, but none of it is shown to the client before all of it has come. */
    boolean heldBack() {
        return heldBack;
    }

    void heldBack(boolean fromNowOn) {
        heldBack = fromNowOn;
    }

    public @Nullable String providerRequestId() {
        return providerRequestId;
    }

    public void providerRequestId(@Nullable String id) {
        this.providerRequestId = id;
    }
}
