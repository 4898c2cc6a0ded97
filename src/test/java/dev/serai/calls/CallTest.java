package dev.serai.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.serai.MappingText;
import dev.serai.calls.Attempt.Abort;
import dev.serai.config.MappedModel;
import dev.serai.config.ModelMapping;
import dev.serai.dialects.ChatRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who ends a call or an attempt, when, and whose fault that is. */
class CallTest {
    private static final ModelMapping MAPPING = MappingText.load("""
            model_mappings:
              plain: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              short: {total_timeout: 2s, default_provider: openai, providers: {openai: {model: gpt-4o}}}
              first: {first_event_timeout: 1s, default_provider: openai, providers: {openai: {model: gpt-4o}}}
              slow: {timeout: 10s, stream_idle_timeout: 7s, default_provider: openai, providers: {openai: {model: gpt-4o}}}
            providers: {openai: {timeout: 5s, stream_idle_timeout: 3s}}
            """);

    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void anAttemptThatWasAbortedBeforeItConnectedIsClosedAtOnce() {
        Attempt attempt = begin(call("plain", false, Duration.ofMinutes(1)));
        attempt.abort(Abort.CLIENT_GONE);
        assertThat(closed).hasValue(0);
        attempt.connected(closed::incrementAndGet);
        assertThat(closed).hasValue(1);
    }

    @Test
    void theFirstReasonOfAnAbortStays() {
        Attempt attempt = connected(call("plain", false, Duration.ofMinutes(1)));
        attempt.abort(Abort.TIMEOUT);
        attempt.abort(Abort.CLIENT_GONE);
        assertThat(attempt.aborted()).isEqualTo(Abort.TIMEOUT);
        assertThat(closed).hasValue(1);
    }

    @Test
    void anAttemptIsEndedWhenItsProvidersTimeIsUp() {
        Attempt attempt = connected(call("plain", false, Duration.ofMinutes(1)));
        attempt.expire(in(Duration.ofSeconds(4)));
        assertThat(attempt.aborted()).isNull();
        attempt.expire(in(Duration.ofSeconds(6)));
        assertThat(attempt.aborted()).isEqualTo(Abort.TIMEOUT);
        assertThat(closed).hasValue(1);
    }

    @Test
    void aStreamIsHeldToItsSilenceOnlyWhileMoreIsWaitedFor() {
        Attempt attempt = connected(call("plain", true, Duration.ofMinutes(1)));
        attempt.heard();
        attempt.expire(in(Duration.ofDays(1)));
        assertThat(attempt.aborted()).as("a slow client takes its time").isNull();
        attempt.listening();
        attempt.expire(in(Duration.ofSeconds(2)));
        assertThat(attempt.aborted()).isNull();
        attempt.expire(in(Duration.ofSeconds(4)));
        assertThat(attempt.aborted()).isEqualTo(Abort.IDLE);
    }

    @Test
    void aModelsOwnTimesOutrankItsProviders() {
        Attempt attempt = begin(call("slow", false, Duration.ofMinutes(1)));
        assertThat(attempt.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(attempt.idleTimeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aStreamsFirstEventHasATimeOfItsOwn() {
        assertThat(begin(call("first", true, Duration.ofMinutes(1))).timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(begin(call("first", false, Duration.ofMinutes(1))).timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void allOfAStreamHasItsTimeHoweverBusyItIs() {
        Attempt attempt = connected(call("short", true, Duration.ofMinutes(1)));
        attempt.heard();
        attempt.expire(in(Duration.ofSeconds(1)));
        attempt.listening();
        attempt.expire(in(Duration.ofSeconds(1)));
        assertThat(attempt.aborted()).isNull();
        attempt.expire(in(Duration.ofSeconds(3)));
        assertThat(attempt.aborted()).isEqualTo(Abort.TOTAL);
        assertThat(attempt.aborted().ours()).isTrue();
    }

    @Test
    void whatHasNotBegunInAllItsTimeIsATimeout() {
        Attempt attempt = connected(call("short", true, Duration.ofMinutes(1)));
        attempt.expire(in(Duration.ofSeconds(3)));
        assertThat(attempt.aborted()).isEqualTo(Abort.TIMEOUT);
    }

    @Test
    void anAttemptThatIsDoneHasAllTheTime() {
        Attempt attempt = connected(call("plain", false, Duration.ofMinutes(1)));
        attempt.done();
        attempt.expire(in(Duration.ofDays(1)));
        assertThat(attempt.aborted()).isNull();
    }

    @Test
    void theDeadlineEndsWhatHasNotBegunToAnswer() {
        Call call = call("plain", true, Duration.ofSeconds(1));
        Attempt attempt = connected(call);
        call.tick(in(Duration.ofMillis(500)));
        assertThat(call.aborted()).isNull();
        call.tick(in(Duration.ofSeconds(2)));
        assertThat(call.aborted()).isEqualTo(Abort.DEADLINE);
        assertThat(attempt.aborted()).isEqualTo(Abort.DEADLINE);
    }

    @Test
    void theDeadlineDoesNotCutAStreamThatHasBegun() {
        Call call = call("plain", true, Duration.ofSeconds(1));
        Attempt attempt = connected(call);
        attempt.heard();
        call.tick(in(Duration.ofSeconds(2)));
        assertThat(call.aborted()).isNull();
        assertThat(attempt.aborted()).isNull();
    }

    @Test
    void anAttemptThatBeginsAfterTheEndIsEndedToo() {
        Call call = call("plain", false, Duration.ofMinutes(1));
        call.abort(Abort.CLIENT_GONE);
        Attempt late = connected(call);
        assertThat(late.aborted()).isEqualTo(Abort.CLIENT_GONE);
        assertThat(closed).hasValue(1);
    }

    @Test
    void theWatchTicksOnThoughOneOfTheWatchedFails() throws InterruptedException {
        CountDownLatch ticks = new CountDownLatch(3);
        try (Watch watch = new Watch()) {
            watch.add(now -> {
                throw new IllegalStateException("on purpose");
            });
            watch.add(now -> ticks.countDown());
            assertThat(ticks.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    private Attempt connected(Call call) {
        Attempt attempt = begin(call);
        attempt.connected(closed::incrementAndGet);
        return attempt;
    }

    private static Attempt begin(Call call) {
        return call.attempt(call.plan().targets().get(0));
    }

    private static Call call(String name, boolean stream, Duration deadline) {
        ChatRequest request = new ChatRequest(
                new byte[0], JsonNodeFactory.instance.objectNode(), Map.of(), name, stream, false, false);
        MappedModel model = MAPPING.model(name).orElseThrow();
        Call call = new Call("req_1", Client.PRESENT, null, MAPPING, request, deadline.toNanos());
        call.plan(new Plan(model, model.targets(), 3));
        return call;
    }
}
