package dev.serai.models;

import dev.serai.accounting.NotAsked;
import dev.serai.accounting.ShadowBooks;
import dev.serai.auth.Caller;
import dev.serai.auth.Globs;
import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.Client;
import dev.serai.calls.ClientGoneException;
import dev.serai.calls.Plan;
import dev.serai.calls.TransportFailure;
import dev.serai.calls.Watch;
import dev.serai.config.ModelPolicies.TrafficShare;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.dialects.ClientAnswer;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure;
import dev.serai.models.Availability.State;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@code routes/pipeline/ask-shadow.camel.yaml}: a copy of a request that has been answered goes to another
 * target, on a thread of its own. It has its own call, deadline, breaker and cooldowns, so that nothing of it touches a
 * client, or what the gateway thinks of the provider. Thread-safe.
 */
public final class AskShadow implements AutoCloseable {
    /** What a provider's route for shadows has behind its name; no provider's name can have it. */
    public static final String SUFFIX = "~shadow";

    /** Whom the ledger has what shadows cost under. */
    public static final Caller SHADOW =
            new Caller("shadow", "shadow", null, null, Set.of(), Set.of(), Globs.ALL, Globs.ALL);

    private static final String ORIGINAL = "original";

    /** What nobody gets must not fill the memory of those who get something. */
    private static final int MOST_ANSWER_BYTES = 4 * 1024 * 1024;

    private final Predicate<ProviderSettings> usable;
    private final Availability availability;
    private final Function<ProviderSettings, String> routeNames;
    private final Cooldowns cooldowns = new Cooldowns();
    private final Watch watch;
    private final ShadowBooks books;
    private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private static final class NotAskedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final NotAsked why;

        NotAskedException(NotAsked why) {
            super(why.name(), null, false, false);
            this.why = why;
        }
    }

    /**
     * @param usable whether a provider can be called: enabled and configured
     * @param availability of the real targets: one that is in trouble gets no copies
     * @param routeNames what a provider's routes are called by
     */
    public AskShadow(
            Predicate<ProviderSettings> usable,
            Availability availability,
            Function<ProviderSettings, String> routeNames,
            Watch watch,
            ShadowBooks books) {
        this.usable = usable;
        this.availability = availability;
        this.routeNames = routeNames;
        this.watch = watch;
        this.books = books;
    }

    /** Opens the shadow's own call: from here on, the variable {@code call} is that. */
    public void begin(Exchange exchange) {
        Call original = exchange.getVariable(Call.VARIABLE, Call.class);
        exchange.setVariable(ORIGINAL, original);
        exchange.getMessage().setBody(null);
        ModelTarget target = target(original);
        NotAsked hindrance = target == null ? NotAsked.UNANSWERED : hindrance(original, target);
        if (hindrance != null || target == null) {
            throw new NotAskedException(hindrance == null ? NotAsked.UNANSWERED : hindrance);
        }
        Call shadow = new Call(
                original.id(),
                Client.PRESENT,
                exchange,
                original.mapping(),
                original.request().asWhole(),
                original.mapping().routing().deadline().toNanos());
        shadow.caller(SHADOW);
        shadow.endpoint(SHADOW.id());
        shadow.mostAnswerBytes(MOST_ANSWER_BYTES);
        shadow.plan(new Plan(original.plan().model(), List.of(target), 1));
        underWay.add(shadow);
        watch.add(shadow);
        exchange.setVariable(Call.VARIABLE, shadow);
        if (closed) {
            shadow.shutDown();
        }
        shadow.attempt(target);
        String route = routeNames.apply(target.provider()) + SUFFIX;
        exchange.setVariable("provider", route);
        exchange.setVariable(NextTarget.ROUTE, route);
        exchange.setVariable("providerModel", target.model());
        exchange.setVariable("dialect", target.dialect());
    }

    private static @Nullable ModelTarget target(Call original) {
        TrafficShare share = original.plan().model().policies().shadow();
        return share == null ? null : share.target();
    }

    private @Nullable NotAsked hindrance(Call original, ModelTarget target) {
        if (original.outcome().error() != null
                || original.outcome().brokenStream()
                || original.client().gone()) {
            return NotAsked.UNANSWERED;
        }
        if (!original.plan().allows(target)) {
            return NotAsked.NOT_ALLOWED;
        }
        boolean well = usable.test(target.provider())
                && cooldowns.secondsLeft(target, original.mapping()) == 0
                && availability.of(target, original.mapping()).state() == State.READY;
        return well ? null : NotAsked.UNAVAILABLE;
    }

    /** The provider's answer, or its refusal that its breaker must not count. */
    public void answered(Exchange exchange) {
        Call original = exchange.getVariable(ORIGINAL, Call.class);
        Call shadow = exchange.getVariable(Call.VARIABLE, Call.class);
        Attempt attempt = shadow.underWay();
        ProviderFailure failure = attempt.failure();
        over(shadow);
        if (failure != null) {
            failed(original, shadow, failure);
            return;
        }
        ClientAnswer answer = Objects.requireNonNull(attempt.answer(), "an attempt without failure has an answer");
        shadow.outcome().answered(answer.usage(), answer.finishReason());
        books.answered(original, shadow);
    }

    /** It was not asked, or what it was asked has failed: nobody else is. */
    public void failed(Exchange exchange) {
        Throwable cause = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Call original = exchange.getVariable(ORIGINAL, Call.class);
        Call shadow = exchange.getVariable(Call.VARIABLE, Call.class);
        NotAskedException notAsked = RecordFailure.find(cause, NotAskedException.class);
        if (notAsked != null) {
            notAsked(original, notAsked.why);
            return;
        }
        over(shadow);
        Attempt attempt = shadow.underWay();
        if (!attempt.sent() && RecordFailure.find(cause, GatewayException.class) != null) {
            notAsked(original, NotAsked.INCAPABLE);
        } else if (RecordFailure.find(cause, CallNotPermittedException.class) != null) {
            notAsked(original, NotAsked.UNAVAILABLE);
        } else {
            failed(original, shadow, cause);
        }
    }

    private void failed(Call original, Call shadow, Throwable cause) {
        ProviderException known = RecordFailure.find(cause, ProviderException.class);
        IOException transport = RecordFailure.find(cause, IOException.class);
        RuntimeException judged =
                known == null && transport != null ? TransportFailure.of(shadow.underWay(), transport) : known;
        if (judged instanceof ProviderException provider) {
            failed(original, shadow, provider.failure());
        } else if (judged instanceof ClientGoneException
                || RecordFailure.find(cause, ClientGoneException.class) != null) {
            Attempt.Abort reason = shadow.aborted();
            books.failed(original, shadow, (reason == null ? Attempt.Abort.DEADLINE : reason).name());
        } else {
            books.failed(original, shadow, cause.getClass().getSimpleName());
        }
    }

    private void failed(Call original, Call shadow, ProviderFailure failure) {
        Attempt attempt = shadow.underWay();
        attempt.failure(failure);
        cooldowns.after(failure, attempt.target(), false, original.mapping());
        books.failed(original, shadow, failure.kind().name());
    }

    /** There was no thread for the copy. */
    public void dropped(Exchange exchange) {
        notAsked(exchange.getVariable(Call.VARIABLE, Call.class), NotAsked.DROPPED);
    }

    private void notAsked(Call original, NotAsked why) {
        ModelTarget target = target(original);
        if (target != null) {
            books.notAsked(original, target, why);
        }
    }

    private void over(Call shadow) {
        watch.remove(shadow);
        underWay.remove(shadow);
        shadow.over();
        shadow.underWay().discard();
    }

    /** Ends those that are under way; nobody waits for them. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(Call::shutDown);
    }
}
