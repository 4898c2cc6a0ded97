package dev.serai.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serai.MappingText;
import dev.serai.config.LoadBalancing;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.ChatRequestReader;
import dev.serai.dialects.ClientRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoadBalancerTest {
    private static final ModelMapping MAPPING = MappingText.load("""
            model_mappings:
              m:
                default_provider: a
                providers:
                  a: {model: gpt-4o, weight: 3}
                  b: {model: gpt-4o-mini}
                  c: {model: gpt-4o, weight: 0}
            routing: {fallback: {providers: [a, b, c]}}
            providers:
              a: {type: openai, base_url: "http://a/v1"}
              b: {type: openai, base_url: "http://b/v1"}
              c: {type: openai, base_url: "http://c/v1"}
            """);
    private static final MappedModel MODEL = MAPPING.model("m").orElseThrow();

    private final AtomicLong nanos = new AtomicLong();
    private final Latencies latencies = new Latencies(nanos::get);
    private final LoadBalancer balancer = new LoadBalancer(
            latencies, target -> target.model().equals("gpt-4o-mini") ? 1 : Double.POSITIVE_INFINITY, new Random(7));

    @Test
    void offItLeavesTheMappingsOrder() {
        assertThat(names(balancer.order(MODEL, LoadBalancing.OFF, MODEL.targets(), request("x"))))
                .containsExactly("a", "b", "c");
    }

    @Test
    void roundRobinBeginsWithTheNextEachTime() {
        assertThat(List.of(order("ROUND_ROBIN"), order("ROUND_ROBIN"), order("ROUND_ROBIN"), order("ROUND_ROBIN")))
                .containsExactly(
                        List.of("a", "b", "c"), List.of("b", "c", "a"), List.of("c", "a", "b"), List.of("a", "b", "c"));
    }

    @Test
    void weightsAreSharesAndZeroIsALastResort() {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            List<String> order = order("WEIGHTED");
            first.merge(order.get(0), 1, Integer::sum);
            assertThat(order).endsWith("c");
        }
        assertThat(first).containsOnlyKeys("a", "b");
        assertThat(first.get("a") / 4000.0).isCloseTo(0.75, within(0.03));
    }

    @Test
    void randomGivesEachItsTurn() {
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            List<String> order = order("RANDOM");
            first.add(order.get(0));
            assertThat(order).containsExactlyInAnyOrder("a", "b", "c");
        }
        assertThat(first).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void theSlowestIsNeverTheFirstOfTwo() {
        latencies.answered(target("a"), false, 0.2);
        latencies.answered(target("b"), false, 5);
        latencies.answered(target("c"), false, 0.3);
        for (int i = 0; i < 200; i++) {
            assertThat(order("LEAST_LATENCY").get(0)).isNotEqualTo("b");
        }
    }

    @Test
    void firstEventsAndWholeAnswersAreTwoThings() {
        latencies.answered(target("a"), true, 0.2);
        latencies.answered(target("b"), false, 5);
        assertThat(latencies.seconds(target("a"), false))
                .as("of whole answers nothing is known")
                .isZero();
        assertThat(latencies.seconds(target("b"), true)).isZero();
        latencies.answered(target("a"), false, 30);
        assertThat(latencies.seconds(target("a"), true)).isEqualTo(0.2);
    }

    @Test
    void whatNobodyKnowsIsFoundOutByOneRequestAndWhatIsOldByOneAMinute() {
        latencies.answered(target("a"), false, 0.2);
        latencies.answered(target("b"), false, 0.5);
        int unknownFirst = 0;
        for (int i = 0; i < 200; i++) {
            unknownFirst += order("LEAST_LATENCY").get(0).equals("c") ? 1 : 0;
        }
        assertThat(unknownFirst).as("it has not answered yet").isOne();
        latencies.answered(target("c"), false, 9);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(61));
        Set<String> firsts = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            firsts.add(order("LEAST_LATENCY").get(0));
        }
        assertThat(firsts).contains("c");
        latencies.answered(target("c"), false, 0.1);
        latencies.answered(target("c"), false, 0.1);
        assertThat(latencies.seconds(target("c"), false)).isLessThan(6);
    }

    @Test
    void whoFailsAtOnceIsNotTheFastest() {
        latencies.answered(target("a"), false, 2);
        latencies.answered(target("c"), false, 2);
        latencies.failed(target("b"), false, 0.001);
        for (int i = 0; i < 200; i++) {
            assertThat(order("LEAST_LATENCY").get(0)).isNotEqualTo("b");
        }
    }

    @Test
    void aLatencyIsForgottenAsNewOnesCome() {
        latencies.answered(target("a"), false, 10);
        for (int i = 0; i < 30; i++) {
            latencies.answered(target("a"), false, 1);
        }
        assertThat(latencies.seconds(target("a"), false)).isCloseTo(1, within(0.05));
    }

    @Test
    void theCheapestGoesFirstAndWhatHasNoPriceLast() {
        assertThat(order("COST_OPTIMIZED")).containsExactly("b", "a", "c");
    }

    @Test
    void aConversationStaysWithItsTargetAndOthersSpread() {
        LoadBalancing sticky = new LoadBalancing(true, LoadBalancing.Strategy.RANDOM, "prompt_cache_key");
        Set<String> firsts = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            String conversation = "conversation " + i;
            List<String> once = names(balancer.order(MODEL, sticky, MODEL.targets(), request(conversation)));
            List<String> again = names(balancer.order(MODEL, sticky, MODEL.targets(), request(conversation)));
            assertThat(again).isEqualTo(once);
            firsts.add(once.get(0));
        }
        assertThat(firsts).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void withoutAKeyWhatAConversationBeganWithKeepsItTogether() {
        ClientRequest first = read("[{'role':'system','content':'s'},{'role':'user','content':'hi'}]", "");
        ClientRequest later = read(
                "[{'role':'system','content':'s'},{'role':'user','content':'hi'},{'role':'assistant','content':'yes'},"
                        + "{'role':'user','content':'go on'}]",
                "");
        ClientRequest other = read("[{'role':'system','content':'s'},{'role':'user','content':'ho'}]", "");
        assertThat(later.stickiness()).isEqualTo(first.stickiness()).isNotEqualTo(other.stickiness());
        assertThat(read("[{'role':'user','content':'x'}]", ",'prompt_cache_key':'k'")
                        .stickiness())
                .isEqualTo("k");
    }

    private List<String> order(String strategy) {
        LoadBalancing balancing = new LoadBalancing(true, LoadBalancing.Strategy.valueOf(strategy), null);
        return names(balancer.order(MODEL, balancing, MODEL.targets(), request("x")));
    }

    private static ModelTarget target(String provider) {
        return MODEL.targets().stream()
                .filter(target -> target.provider().name().equals(provider))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<ModelTarget> targets) {
        return targets.stream().map(target -> target.provider().name()).toList();
    }

    private static ClientRequest request(String text) {
        return read("[{'role':'user','content':'" + text + "'}]", "");
    }

    private static ClientRequest read(String messages, String more) {
        String json = "{'model':'m','messages':" + messages + more + "}";
        return new ChatRequestReader().read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
