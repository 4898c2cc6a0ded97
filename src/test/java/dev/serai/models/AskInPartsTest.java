package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.calls.Attempt;
import dev.serai.calls.Call;
import dev.serai.calls.Client;
import dev.serai.calls.Plan;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.EmbeddingRequestReader;
import dev.serai.dialects.WireFormats;
import dev.serai.dialects.converse.ConverseDialect;
import dev.serai.dialects.invoke.InvokeEmbeddings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** How many calls a long list makes side by side: no more than there are places for. */
class AskInPartsTest {
    private static final ModelMapping MAPPING = MappingText.load("""
            model_mappings:
              titan: {providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}}
            providers: {bedrock: {max_concurrent: 12}}
            """, Map.of("AWS_REGION", "us-east-1"));
    private static final ModelTarget TITAN = MappingText.target(MAPPING, "titan");

    private final Bulkheads bulkheads = new Bulkheads(100);
    private final AskInParts steps = new AskInParts(
            target -> new WireFormats(new ConverseDialect(), InvokeEmbeddings::of, none -> null),
            new Availability(new Cooldowns(), target -> false, target -> false, bulkheads));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @Test
    void longListsShareThePlacesAndLeaveSome() {
        Attempt first = begin(20);
        assertThat(lanes()).as("its own, and half of the eleven others").hasSize(6);
        assertThat(parts()).isEqualTo(20);
        Attempt second = begin(20);
        assertThat(lanes()).hasSize(3);
        Attempt third = begin(20);
        assertThat(lanes()).hasSize(2);
        Attempt fourth = begin(20);
        assertThat(lanes()).hasSize(1);
        assertThat(parts()).isEqualTo(20);
        assertThat(bulkheads.calls(TITAN.place())).isEqualTo(12);
        for (Attempt attempt : List.of(first, second, third, fourth)) {
            attempt.done();
            attempt.done();
        }
        assertThat(bulkheads.calls(TITAN.place())).as("given back once").isZero();
    }

    @Test
    void aShortListTakesNoMoreThanItNeeds() {
        Attempt attempt = begin(2);
        assertThat(lanes()).hasSize(2);
        assertThat(bulkheads.calls(TITAN.place())).isEqualTo(2);
        attempt.done();
        begin(1);
        assertThat(exchange.getVariable("lanes")).isNull();
        assertThat(bulkheads.calls(TITAN.place())).isEqualTo(1);
    }

    private Attempt begin(int texts) {
        String body = IntStream.range(0, texts)
                .mapToObj(i -> "\"text " + i + "\"")
                .collect(Collectors.joining(",", "{\"model\":\"titan\",\"input\":[", "]}"));
        Call call = new Call(
                "req_1",
                Client.PRESENT,
                null,
                MAPPING,
                new EmbeddingRequestReader().read(body.getBytes(StandardCharsets.UTF_8)),
                TimeUnit.MINUTES.toNanos(1));
        MappedModel model = MAPPING.model("titan").orElseThrow();
        call.plan(new Plan(model, model.targets(), 1));
        assertThat(bulkheads.enter(TITAN)).isTrue();
        Attempt attempt = call.attempt(TITAN);
        attempt.whenDone(() -> bulkheads.leave(TITAN.place()));
        exchange.setVariable(Call.VARIABLE, call);
        steps.split(exchange);
        return attempt;
    }

    @SuppressWarnings("unchecked")
    private List<List<Integer>> lanes() {
        return exchange.getVariable("lanes", List.class);
    }

    private int parts() {
        return lanes().stream().mapToInt(List::size).sum();
    }
}
