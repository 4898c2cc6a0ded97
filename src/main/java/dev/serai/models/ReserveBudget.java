package dev.serai.models;

import dev.serai.budgets.Budgets;
import dev.serai.budgets.Dollars;
import dev.serai.budgets.Reservation;
import dev.serai.calls.Call;
import dev.serai.config.ModelPolicies.FallbackModels;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ClientRequest;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import dev.serai.limits.TokenEstimate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Sets aside what a planned call may cost at most, of every budget that holds for it; a caller without a budget passes at
 * once, and is only noted. What the client leaves open is said: how long the answer may be. Thread-safe.
 */
public final class ReserveBudget implements Processor {
    private static final int FULL_RETRY_SECONDS = 10;
    private static final int SHORTEST_ANSWER = 16;

    private final @Nullable Budgets budgets;
    private final Books books;
    private final Costs costs;
    private final Predicate<ModelTarget> usable;

    /** Where a call is noted, and that it has ended, however it does. */
    public interface Books {
        /**
         * Notes a call that is about to cost something, and what is set aside for it.
         *
         * @return false if it can't be noted: then it must not go on
         */
        boolean begun(Call call, Reservation reservation, long inputTokens, long outputTokens);

        /** Notes a call for which nothing is set aside. */
        void begun(Call call);
    }

    /** What tokens cost. */
    @FunctionalInterface
    public interface Costs {
        /** US dollars, or empty where no price is known. */
        Optional<BigDecimal> usd(ModelTarget target, long inputTokens, long outputTokens);
    }

    /**
     * @param budgets null: the gateway can't keep any
     * @param usable whether a target's provider can be called: enabled and configured
     */
    public ReserveBudget(@Nullable Budgets budgets, Books books, Costs costs, Predicate<ModelTarget> usable) {
        this.budgets = budgets;
        this.books = books;
        this.costs = costs;
        this.usable = usable;
    }

    /**
     * Sets it aside, until the call's end settles it.
     *
     * @throws GatewayException 429 where a budget does not do; 503 where nobody can say; 403 where no price is known
     */
    @Override
    public void process(Exchange exchange) {
        Call call = exchange.getVariable(Call.VARIABLE, Call.class);
        if (!reserved(call)) {
            books.begun(call);
        }
    }

    /** Whether a budget holds for it, and has set something aside. */
    private boolean reserved(Call call) {
        if (call.caller().allowance().budgets().isEmpty()
                && call.caller().teamAllowance().budgets().isEmpty()) {
            return false;
        }
        String model = call.plan().model().name();
        if (budgets == null) {
            throw new GatewayException(new GatewayError.Unavailable(
                    "budget_unavailable",
                    "The API key has a budget, and this gateway keeps no ledger that it could be held to",
                    60));
        }
        return !call.request().free() && budgets.hold(call.caller(), model) && reserve(call, model, budgets);
    }

    private boolean reserve(Call call, String model, Budgets of) {
        List<ModelTarget> priced = priced(call, model);
        if (call.request().outputTokens() == ClientRequest.UNSAID) {
            call.request(call.request().limitedTo(longestAnswer(call, priced)));
        }
        TokenEstimate tokens = TokenEstimate.of(call);
        long nanoUsd = 0;
        for (ModelTarget target : priced) {
            long output = output(call, target, tokens);
            long input = input(target, tokens.input());
            // A model that makes vectors has no price for what it writes.
            Optional<BigDecimal> usd = costs.usd(target, input, output).or(() -> costs.usd(target, input, 0));
            nanoUsd = Math.max(nanoUsd, Dollars.nanoUp(usd.orElse(BigDecimal.ZERO)));
        }
        Reservation reservation = of.reserve(call.caller(), model, nanoUsd);
        if (reservation == null) {
            return false;
        }
        call.reservation(reservation);
        if (!books.begun(call, reservation, tokens.input(), tokens.output())) {
            throw new GatewayException(new GatewayError.Overloaded(
                    "The gateway can't record what requests cost now, and takes none until it can",
                    FULL_RETRY_SECONDS));
        }
        return true;
    }

    /** Every target that may come to answer; those without a price are none from now on. */
    private List<ModelTarget> priced(Call call, String model) {
        call.plan().restrict(target -> costs.usd(target, 1, 0).isPresent());
        List<ModelTarget> priced = new ArrayList<>(call.plan().targets());
        if (priced.isEmpty()) {
            throw new GatewayException(new GatewayError.NotAllowed(
                    "model_not_allowed",
                    "model",
                    "The API key has a budget, and "
                            + (model.isEmpty()
                                    ? "which model this calls can't be told"
                                    : "what the model \"" + model + "\" costs is not known here")));
        }
        if (call.mapping().routing().fallbackEnabled()) {
            FallbackModels others = call.plan().model().policies().fallbackModels();
            Stream.of(others.error(), others.contextWindow(), others.contentPolicy())
                    .flatMap(List::stream)
                    .distinct()
                    .flatMap(name -> call.mapping().model(name).stream())
                    .flatMap(other -> other.targets().stream())
                    .filter(usable.and(call.plan()::allows))
                    .forEach(priced::add);
        }
        return priced;
    }

    /** No provider reads more than the window of its model. */
    private static long input(ModelTarget target, long tokens) {
        int window = target.facts().contextWindow();
        return window > 0 ? Math.min(window, tokens) : tokens;
    }

    /** A native call goes as it is: what it does not say is as much as the model can, for each answer. */
    private static long output(Call call, ModelTarget target, TokenEstimate tokens) {
        int most = target.facts().maxOutput();
        boolean open = call.request().outputTokens() == ClientRequest.UNSAID;
        return open && most > 0 ? Math.max(most * call.request().answers(), tokens.output()) : tokens.output();
    }

    /** What the key says, or 4,096, but no more than any of the models can write behind such a prompt. */
    private static int longestAnswer(Call call, List<ModelTarget> targets) {
        TokenEstimate tokens = TokenEstimate.of(call);
        long longest = tokens.output();
        for (ModelTarget target : targets) {
            int most = target.facts().maxOutput();
            int window = target.facts().contextWindow();
            if (most > 0) {
                longest = Math.min(longest, most);
            }
            if (window > 0) {
                longest = Math.min(longest, Math.max(SHORTEST_ANSWER, window - tokens.input()));
            }
        }
        return (int) longest;
    }
}
