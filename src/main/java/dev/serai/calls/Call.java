package dev.serai.calls;

import dev.serai.auth.Caller;
import dev.serai.budgets.Reservation;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ClientRequest;
import dev.serai.rescue.Continuation;
import dev.serai.shadow.Recording;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the gateway: what routes hand on by reference as the variable {@code call}. One for each
 * request, used by the request's thread; only {@link #abort} may be called by any thread.
 *
 * <p>It holds on to the configuration that was valid when it came, so that a reload changes nothing for it.
 */
public final class Call implements Watch.Watched {
    /** The name of the variable that carries it. */
    public static final String VARIABLE = "call";

    private final String id;
    private final Client client;
    private final @Nullable Object entry;
    private final ModelMapping mapping;
    private ClientRequest request;
    private final long startedNanos = System.nanoTime();
    private final long startedMillis = System.currentTimeMillis();
    private final long deadlineNanos;
    private final Attempts attempts = new Attempts();
    private final PassedOver passedOver = new PassedOver();
    private Caller caller = Caller.ANYONE;
    private final CallTrace trace = new CallTrace();
    private @Nullable Reservation reservation;
    private @Nullable String ledgerId;
    private @Nullable Plan plan;
    private @Nullable Continuation continuation;
    private @Nullable Recording recording;
    private @Nullable Transcript transcript;
    private int mostAnswerBytes = Integer.MAX_VALUE;
    private volatile @Nullable Attempt current;
    private volatile Attempt.@Nullable Abort aborted;
    private final Outcome outcome = new Outcome();
    private final Ending ending = new Ending();
    private final Map<String, String> announced = new LinkedHashMap<>(0);
    private String endpoint = "";
    private boolean within;

    /**
     * @param entry the exchange that brought the request, whose end is the request's end
     * @param deadlineNanos from now until nobody waits any more
     */
    public Call(
            String id,
            Client client,
            @Nullable Object entry,
            ModelMapping mapping,
            ClientRequest request,
            long deadlineNanos) {
        this.id = id;
        this.client = client;
        this.entry = entry;
        this.mapping = mapping;
        this.request = request;
        this.deadlineNanos = startedNanos + deadlineNanos;
        client.onGone(() -> abort(Attempt.Abort.CLIENT_GONE));
    }

    /**
     * A question that another call's route asks. It has that one's id and trace, ends with its client and its time, and is booked on its
     * caller, of whom it asks no leave.
     */
    public Call(Call outer, @Nullable Object entry, ModelMapping mapping, ClientRequest request, long deadlineNanos) {
        this(
                outer.id,
                Client.of(outer.client),
                entry,
                mapping,
                request,
                Math.min(deadlineNanos, outer.deadlineNanos - System.nanoTime()));
        this.within = true;
        this.caller = outer.caller.unrestricted();
        trace.goesOn(outer.trace.context());
    }

    /** The request id, as the client and the log know it. */
    public String id() {
        return id;
    }

    public Client client() {
        return client;
    }

    /** Who calls. */
    public Caller caller() {
        return caller;
    }

    public void caller(Caller known) {
        this.caller = known;
    }

    /** Whether another call's route asks this: a question of the gateway's own, and no request of the caller's. */
    public boolean within() {
        return within;
    }

    /** What a trace has of it. */
    public CallTrace trace() {
        return trace;
    }

    /** The exchange that brought the request; its type is its owner's business. */
    public @Nullable Object entry() {
        return entry;
    }

    public ModelMapping mapping() {
        return mapping;
    }

    public ClientRequest request() {
        return request;
    }

    /** From now on this is asked, which says something that the client has left open. Before the first attempt. */
    public void request(ClientRequest completed) {
        this.request = completed;
    }

    /** The ledger's id of a call that it knows of already, and for which nothing is set aside; else null. */
    public @Nullable String ledgerId() {
        return ledgerId;
    }

    public void ledgerId(String id) {
        this.ledgerId = id;
    }

    /** What is set aside of budgets for it, or null. */
    public @Nullable Reservation reservation() {
        return reservation;
    }

    public void reservation(Reservation ofBudgets) {
        this.reservation = ofBudgets;
    }

    /** What a target is asked: the client's request, or for the rest of an answer that has broken. */
    public ClientRequest request(ModelTarget target) {
        return continuation == null ? request : continuation.request(target);
    }

    /** What may go on with its streamed answer, or null. */
    public @Nullable Continuation continuation() {
        return continuation;
    }

    public void continuation(@Nullable Continuation ofAnswer) {
        this.continuation = ofAnswer;
    }

    /** How many bytes a whole answer may have, beyond what any may have. */
    public int mostAnswerBytes() {
        return mostAnswerBytes;
    }

    public void mostAnswerBytes(int limit) {
        this.mostAnswerBytes = limit;
    }

    /** Where its stream is kept to be compared, or null. */
    public @Nullable Recording recording() {
        return recording;
    }

    public void recording(Recording ofStream) {
        this.recording = ofStream;
    }

    /** From now on it is kept what its client asked and is answered, if the caller wants that. Before anything is added. */
    public void transcribe() {
        transcript = caller.auditContent() ? new Transcript(request.body()) : null;
    }

    /** What its client asked and is answered; null: nobody wants that kept. */
    public @Nullable Transcript transcript() {
        return transcript;
    }

    public long startedMillis() {
        return startedMillis;
    }

    public long startedNanos() {
        return startedNanos;
    }

    /** The moment ({@link System#nanoTime}) after which nobody waits any more. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    public Plan plan() {
        if (plan == null) {
            throw new IllegalStateException("The model has not been resolved");
        }
        return plan;
    }

    public void plan(Plan resolved) {
        this.plan = resolved;
    }

    public boolean planned() {
        return plan != null;
    }

    /** Begins the next attempt. */
    public Attempt attempt(ModelTarget target) {
        Attempt next = new Attempt(target, request.stream());
        next.traced(trace.context(), trace.span());
        attempts.begin(next);
        current = next;
        Attempt.Abort reason = aborted;
        if (reason != null) {
            next.abort(reason);
        }
        return next;
    }

    /** The attempt that is under way or was the last, or null before the first. */
    public @Nullable Attempt current() {
        return current;
    }

    /** The attempt that is under way. */
    public Attempt underWay() {
        Attempt attempt = current;
        if (attempt == null) {
            throw new IllegalStateException("No attempt is under way");
        }
        return attempt;
    }

    public Attempts attempts() {
        return attempts;
    }

    /** The targets that were not tried, and why. */
    public PassedOver passedOver() {
        return passedOver;
    }

    /** What becomes of it. */
    public Outcome outcome() {
        return outcome;
    }

    /** What waits for the last of its answer. */
    public Ending ending() {
        return ending;
    }

    /** A header that its answer carries, whatever it is. */
    public void announce(String header, String value) {
        announced.put(header, value);
    }

    /** The headers that its answer carries, whatever it is. */
    public Map<String, String> announced() {
        return announced;
    }

    /** The request is over, however it ended: so is every attempt. */
    public void over() {
        attempts.forEach(Attempt::done);
        ending.now();
    }

    /** Ends whatever is under way, and every attempt that would begin now. Any thread. */
    public void abort(Attempt.Abort reason) {
        if (aborted == null) {
            aborted = reason;
        }
        Attempt attempt = current;
        if (attempt != null) {
            attempt.abort(reason);
        }
    }

    /**
     * Ends the call, or the attempt that is under way, if its time is up. The deadline is one for an answer to begin: a
     * stream that has begun may take as long as it is not silent.
     */
    @Override
    public void tick(long nowNanos) {
        Attempt attempt = current;
        boolean streaming = attempt != null && request.stream() && attempt.heardFirst() && !attempt.heldBack();
        if (!streaming && nowNanos - deadlineNanos > 0) {
            abort(Attempt.Abort.DEADLINE);
        }
        if (attempt != null) {
            attempt.expire(nowNanos);
        }
    }

    @Override
    public void shutDown() {
        abort(Attempt.Abort.SHUTDOWN);
    }

    public Attempt.@Nullable Abort aborted() {
        return aborted;
    }

    /** The id of the route that took it in, without {@code api-} before it. */
    public String endpoint() {
        return endpoint;
    }

    public void endpoint(String id) {
        this.endpoint = id;
    }
}
