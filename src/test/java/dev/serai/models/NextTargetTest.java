package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serai.MappingText;
import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.errors.GatewayException;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class NextTargetTest {
    private final Cooldowns cooldowns = new Cooldowns(() -> 0);
    private final Set<String> open = new HashSet<>();
    private final Set<String> healing = new HashSet<>();
    private final Bulkheads bulkheads = new Bulkheads(100);
    private final NextTarget next = new NextTarget(
            new Availability(
                    cooldowns,
                    target -> open.contains(target.provider().name()),
                    target -> healing.contains(target.provider().name()),
                    bulkheads),
            new RetryBudget(),
            new ModelFallback(provider -> true),
            ProviderSettings::name);
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void theTargetsAreTakenInOrderAndTheRouteIsToldWhich() {
        Call call = begin("");
        fail(take(call));
        assertThat(exchange.getVariable("provider")).isEqualTo("p1");
        assertThat(exchange.getVariable("providerModel")).isEqualTo("m1");
        take(call);
        assertThat(exchange.getVariable("provider")).isEqualTo("p2");
    }

    @Test
    void aProviderThatHasItsHandsFullIsPassedOverUntilAnAttemptEnds() {
        Call first = begin("");
        ModelTarget target = first.plan().targets().get(0);
        while (!bulkheads.full(target)) {
            assertThat(bulkheads.enter(target)).isTrue();
        }
        int most = bulkheads.calls(target.place());
        take(first);
        assertThat(exchange.getVariable("provider")).isEqualTo("p2");
        bulkheads.leave(target.place());
        Call second = begin("");
        Attempt attempt = take(second);
        assertThat(exchange.getVariable("provider")).isEqualTo("p1");
        attempt.done();
        attempt.done();
        assertThat(bulkheads.calls(target.place())).as("given back once").isEqualTo(most - 1);
    }

    @Test
    void behindTheLastTargetIsTheError() {
        Call call = begin("routing: {fallback: {max_attempts: 7}}\n");
        for (int i = 1; i <= 8; i++) {
            fail(take(call));
            assertThat(exchange.getVariable("provider")).isEqualTo("p" + i);
        }
        assertEnds(call, 503);
        assertThat(call.attempts().sent())
                .as("a ninth is mapped, eight is the most")
                .isEqualTo(8);
    }

    @Test
    void withoutFallbacksTheFirstFailureIsTheLast() {
        Call none = begin("routing: {fallback: {max_attempts: 0}}\n");
        fail(take(none));
        assertEnds(none, 503);
        Call disabled = begin("routing: {fallback: {enabled: false}}\n");
        fail(take(disabled));
        assertEnds(disabled, 503);
    }

    @Test
    void whatIsPassedOverDoesNotCount() {
        open.addAll(Set.of("p1", "p3"));
        Call call = begin("routing: {fallback: {max_attempts: 1}}\n");
        cooldowns.after(
                new ProviderFailure(Kind.RATE_LIMITED, 429, "slow down"),
                call.plan().targets().get(1),
                false,
                call.mapping());
        fail(take(call));
        assertThat(exchange.getVariable("provider")).isEqualTo("p4");
        fail(take(call));
        assertThat(exchange.getVariable("provider")).isEqualTo("p5");
        assertEnds(call, 503);
    }

    @Test
    void anAttemptThatWasNeverSentDoesNotCount() {
        Call call = begin("routing: {fallback: {max_attempts: 0}}\n");
        take(call);
        take(call);
        assertThat(exchange.getVariable("provider")).isEqualTo("p2");
        assertThat(call.attempts().sent()).isZero();
    }

    @Test
    void aProviderThatIsBeingLookedAtIsTheLastResort() {
        healing.addAll(Set.of("p1", "p2"));
        open.addAll(Set.of("p4", "p5", "p6", "p7", "p8", "p9"));
        Call call = begin("routing: {fallback: {max_attempts: 7}}\n");
        fail(take(call));
        assertThat(exchange.getVariable("provider")).isEqualTo("p3");
        fail(take(call));
        assertThat(exchange.getVariable("provider")).isEqualTo("p1");
        fail(take(call));
        assertThat(exchange.getVariable("provider")).isEqualTo("p2");
        assertEnds(call, 503);
    }

    @Test
    void ifAllRestTheShortestRestIsTold() {
        Call call = begin("");
        call.plan()
                .targets()
                .forEach(target -> cooldowns.after(
                        new ProviderFailure(
                                Kind.RATE_LIMITED,
                                429,
                                null,
                                null,
                                "slow down",
                                target.model().equals("m5") ? 5 : 50),
                        target,
                        false,
                        call.mapping()));
        GatewayException ended = assertEnds(call, 429);
        assertThat(ended.error().retryAfterSeconds()).isEqualTo(5);
        assertThat(call.attempts()).isEmpty();
    }

    private Call begin(String routing) {
        StringBuilder targets = new StringBuilder();
        StringBuilder providers = new StringBuilder("providers:\n");
        for (int i = 1; i <= 9; i++) {
            targets.append(i == 1 ? "" : ", ").append("p%1$d: {model: m%1$d}".formatted(i));
            providers.append("  p%d: {type: openai, base_url: \"http://localhost:1/v1\", api_key: k}\n".formatted(i));
        }
        String mapping = "model_mappings:\n  nine: {default_provider: p1, providers: {" + targets + "}}\n" + providers;
        Call call = ModelCalls.of(MappingText.load(mapping + routing, Map.of()), "nine");
        exchange.setVariable(Call.VARIABLE, call);
        return call;
    }

    private Attempt take(Call call) {
        next.process(exchange);
        return call.underWay();
    }

    private static void fail(Attempt attempt) {
        attempt.connected(() -> {});
        attempt.failure(new ProviderFailure(Kind.UNAVAILABLE, 500, "down"));
    }

    private GatewayException assertEnds(Call call, int status) {
        int attempts = call.attempts().size();
        GatewayException ended = catchThrowableOfType(GatewayException.class, () -> next.process(exchange));
        assertThat(ended).isNotNull();
        assertThat(ended.error().status()).isEqualTo(status);
        assertThat(call.attempts()).hasSize(attempts);
        return ended;
    }
}
