package dev.serai.policies;

import dev.serai.budgets.Budgets;
import dev.serai.budgets.Dollars;
import dev.serai.calls.Call;
import dev.serai.calls.Plan;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ClientRequest;
import dev.serai.dialects.CompletionRequest;
import dev.serai.dialects.ContentFacts;
import dev.serai.dialects.EmbeddingRequest;
import dev.serai.passthrough.NativeRequest;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Puts what policies may know of a request into flat variables: once for each request that meets a policy. Thread-safe. */
final class RequestFacts {
    private final Clock clock;
    private final ZoneId zone;
    private final Policies.Prices prices;
    private final Policies.Spending spending;

    RequestFacts(Clock clock, ZoneId zone, Policies.Prices prices, Policies.Spending spending) {
        this.spending = spending;
        this.clock = clock;
        this.zone = zone;
        this.prices = prices;
    }

    /** What no policy changes. */
    void ofRequest(Exchange exchange, Call call, ContentFacts content) {
        ClientRequest request = call.request();
        exchange.setVariable(PolicyVariables.REQUEST_ID, call.id());
        exchange.setVariable(PolicyVariables.TASK, task(request));
        exchange.setVariable(PolicyVariables.STREAM, request.stream());
        exchange.setVariable(PolicyVariables.HAS_IMAGE, content.image());
        exchange.setVariable(PolicyVariables.HAS_AUDIO, content.audio());
        exchange.setVariable(PolicyVariables.HAS_DOCUMENT, content.document());
        exchange.setVariable(PolicyVariables.HAS_TOOLS, content.tools());
        exchange.setVariable(PolicyVariables.MESSAGE_COUNT, content.messages());
        exchange.setVariable(PolicyVariables.INPUT_CHARACTERS, content.characters());
        exchange.setVariable(PolicyVariables.ESTIMATED_INPUT_TOKENS, content.estimatedTokens());
        exchange.setVariable(PolicyVariables.MAX_OUTPUT_TOKENS, content.outputLimit());
        exchange.setVariable(PolicyVariables.LAST_USER_TEXT, content.lastUserText());
        exchange.setVariable(PolicyVariables.CONVERSATION_TEXT, content.conversation());
        ZonedDateTime now = ZonedDateTime.now(clock.withZone(zone));
        exchange.setVariable(PolicyVariables.HOUR, now.getHour());
        exchange.setVariable(PolicyVariables.WEEKDAY, now.getDayOfWeek().name().toLowerCase(Locale.ROOT));
    }

    /** What is true until a policy changes the plan. */
    void ofPlan(Exchange exchange, Call call, ContentFacts content) {
        Plan plan = call.plan();
        budget(exchange, spending.standing(call.caller(), plan.model().name()));
        exchange.setVariable(PolicyVariables.PLANNED_MODEL, plan.model().name());
        List<ModelTarget> targets = plan.targets();
        if (targets.isEmpty()) {
            exchange.removeVariable(PolicyVariables.PLANNED_PROVIDER);
            exchange.removeVariable(PolicyVariables.ESTIMATED_COST_USD);
            return;
        }
        ModelTarget first = targets.get(0);
        exchange.setVariable(PolicyVariables.PLANNED_PROVIDER, first.provider().name());
        Optional<BigDecimal> cost = prices.costUsd(first, content.estimatedTokens(), content.outputLimit());
        if (cost.isPresent()) {
            exchange.setVariable(PolicyVariables.ESTIMATED_COST_USD, cost.get().doubleValue());
        } else {
            exchange.removeVariable(PolicyVariables.ESTIMATED_COST_USD);
        }
    }

    private static void budget(Exchange exchange, Budgets.@Nullable Standing standing) {
        if (standing == null) {
            exchange.removeVariable(PolicyVariables.SPENT_USD);
            exchange.removeVariable(PolicyVariables.BUDGET_USD);
            exchange.removeVariable(PolicyVariables.SPENT_PERCENT);
        } else {
            exchange.setVariable(
                    PolicyVariables.SPENT_USD, Dollars.of(standing.spent()).doubleValue());
            exchange.setVariable(
                    PolicyVariables.BUDGET_USD, Dollars.of(standing.limit()).doubleValue());
            exchange.setVariable(PolicyVariables.SPENT_PERCENT, standing.percent());
        }
    }

    private static String task(ClientRequest request) {
        if (request instanceof NativeRequest) {
            return "native";
        } else if (request instanceof EmbeddingRequest) {
            return "embedding";
        }
        return request instanceof CompletionRequest ? "completion" : "chat";
    }
}
