package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.FailoverBench.Outcome;
import dev.serai.fakes.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The sixteen faults of the public Failover Bench, each with that catalogue's own criteria (methodology v0.1,
 * {@code scenarios/catalogue.yaml}) quoted beside it: the checks by their ids, and what it calls correct. A test asserts the
 * bench's verdict <em>pass</em>: "rescued, all checks clean", the advisory ones too. {@code no_hang} is the time limit of the build.
 */
class FailoverBenchTest {
    private static final String RETRY_AFTER = "fb-s01-429-retry-after";
    private static final String LIMITED = "fb-s02-429-persistent";
    private static final String FAILS_ONCE = "fb-s03-500-then-200";
    private static final String OVERLOADED = "fb-s04-503-persistent";
    private static final String RESET = "fb-s05-reset";
    private static final String SILENT = "fb-s06-no-response";
    private static final String SLOW = "fb-s07-slow-ttft";
    private static final String CUT = "fb-s08-stream-cut";
    private static final String STALLED = "fb-s09-stream-stall";
    private static final String MALFORMED = "fb-s10-malformed-chunk";
    private static final String NO_DONE = "fb-s11-no-done";
    private static final String TOO_LONG = "fb-s12-context-length";
    private static final String FILTERED = "fb-s13-content-filter";
    private static final String PREFILL = "fb-s14-stream-cut";
    private static final String FLAPPING = "fb-s15-flap";
    private static final String BILLED = "fb-s16-503-persistent";
    private static FailoverBench bench;

    @BeforeAll
    static void start() {
        bench = new FailoverBench(List.of(
                RETRY_AFTER,
                LIMITED,
                FAILS_ONCE,
                OVERLOADED,
                RESET,
                SILENT,
                SLOW,
                CUT,
                STALLED,
                MALFORMED,
                NO_DONE,
                TOO_LONG,
                FILTERED,
                PREFILL,
                FLAPPING,
                BILLED));
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @BeforeEach
    void reset() {
        bench.reset();
    }

    /** "Honour the header: retry after ~2 s or fail over. No tight loop." */
    @Test
    @DisplayName("S01 429 with Retry-After: retried, retry_after_honoured (gap >= 1.8 s), no_hammer")
    void s01() {
        bench.wall.enqueue(bench.wall.error(429).header("Retry-After", "2"));
        assertThat(bench.ask(RETRY_AFTER).complete()).isTrue();
        assertThat(bench.attempts(RETRY_AFTER)).hasSize(2);
        assertThat(bench.firstGap(RETRY_AFTER)).isGreaterThanOrEqualTo(Duration.ofMillis(1800));
        assertThat(bench.attempts(FailoverBench.OK)).isEmpty();
    }

    /** "Back off with jitter, then fail over (or fail cleanly). Never hammer the provider." */
    @Test
    @DisplayName("S02 429 without Retry-After, persistent: no_hammer, bounded_attempts (<= 6), no_hang")
    void s02() {
        bench.wall.when(LIMITED, bench.wall.error(429));
        assertThat(bench.ask(LIMITED).complete()).isTrue();
        assertThat(bench.attempts(LIMITED)).hasSize(1);
        assertThat(bench.attempts(FailoverBench.OK)).hasSize(1);
    }

    /** "Retry once on the same provider and succeed. Failing over instead is acceptable but noted." */
    @Test
    @DisplayName("S03 500 once, then healthy: no_hang, same_provider_retry (>= 2)")
    void s03() {
        bench.wall.enqueue(bench.wall.error(500));
        assertThat(bench.ask(FAILS_ONCE).complete()).isTrue();
        assertThat(bench.attempts(FAILS_ONCE)).hasSize(2);
        assertThat(bench.attempts(FailoverBench.OK)).isEmpty();
    }

    /** "Fail over within the retry budget; surface the original error if there is nowhere to go." */
    @Test
    @DisplayName("S04 503 persistent: bounded_attempts (<= 6), no_hang")
    void s04() {
        bench.wall.when(OVERLOADED, bench.wall.error(503));
        assertThat(bench.ask(OVERLOADED).complete()).isTrue();
        assertThat(bench.attempts(OVERLOADED)).hasSizeLessThanOrEqualTo(6);
        assertThat(bench.attempts(FailoverBench.OK)).hasSize(1);
    }

    /** "Retry the idempotent request, or fail over. Either way, answer." */
    @Test
    @DisplayName("S05 TCP reset before headers: no_hang")
    void s05() {
        bench.wall.enqueue(Reply.reset());
        assertThat(bench.ask(RESET).complete()).isTrue();
        assertThat(bench.attempts(RESET)).hasSizeBetween(1, 2);
    }

    /** "Failing over after the first timeout is the mature behaviour". */
    @Test
    @DisplayName("S06 No response at all: within_budget, no_hang, silent_route_not_retried (<= 1)")
    void s06() throws Exception {
        bench.wall.when(SILENT, Reply.silence());
        assertThat(bench.ask(SILENT).complete()).isTrue();
        assertThat(bench.attempts(SILENT)).hasSize(1);
        bench.attempts(SILENT).get(0).awaitClosedByPeer(Duration.ofSeconds(10));
        assertThat(bench.attempts(FailoverBench.OK)).hasSize(1);
    }

    /** "Answer. A time-to-first-token limit that triggers fail-over is the mature behaviour and is recorded." */
    @Test
    @DisplayName("S07 Slow first token: no_hang, ttft_limit (the fallback answers before the first token has come)")
    void s07() throws Exception {
        bench.wall.when(SLOW, bench.healthy().cutAfterFrames(0, Reply.Ending.STALL));
        assertThat(bench.ask(SLOW).complete()).isTrue();
        bench.attempts(SLOW).get(0).awaitClosedByPeer(Duration.ofSeconds(10));
        assertThat(bench.attempts(FailoverBench.OK)).hasSize(1);
    }

    /** "Fail over and deliver the whole answer, or return a clear error. Never a 'successful' truncated answer." */
    @Test
    @DisplayName("S08 Stream cut mid-answer: no_truncated_success, no_hang")
    void s08() {
        bench.wall.enqueue(bench.healthy().cutAfterContents(40, Reply.Ending.HANG_UP));
        assertRescued(CUT, FailoverBench.OK);
    }

    /** "Detect the stall inside a bounded window; fail over or fail cleanly; stay healthy afterwards." */
    @Test
    @DisplayName("S09 Stream stalls: bounded, no_truncated_success, alive_after, no_hang")
    void s09() throws Exception {
        bench.wall.enqueue(bench.healthy().cutAfterContents(20, Reply.Ending.STALL));
        assertRescued(STALLED, FailoverBench.OK);
        bench.attempts(STALLED).get(0).awaitClosedByPeer(Duration.ofSeconds(10));
        assertThat(bench.alive()).isTrue();
    }

    /** "Skip it or fail cleanly. Nothing partial leaks to the caller; the process stays up." */
    @Test
    @DisplayName("S10 Malformed chunk in the stream: alive_after, no_garbage, no_hang, recovered_in_place (complete)")
    void s10() {
        Reply.Frame malformed =
                Reply.Frame.of("data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"delta\":{\"content\": \n\n");
        bench.wall.enqueue(bench.healthy().interruptedAfterContents(10, malformed));
        assertRescued(MALFORMED, FailoverBench.OK);
        assertThat(bench.alive()).isTrue();
    }

    /** "Finalise the completion promptly; report usage; do not wait for a sentinel that never comes." */
    @Test
    @DisplayName("S11 Stream ends without [DONE]: prompt_finalise, usage_reported")
    void s11() {
        bench.wall.enqueue(bench.healthy().withoutLastFrame());
        Outcome outcome = bench.ask(NO_DONE);
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.usage()).isNotNull();
        assertThat(bench.attempts(NO_DONE)).hasSize(1);
    }

    /** "Never resend the request unchanged: route to a larger-context model if one is configured, or fail cleanly." */
    @Test
    @DisplayName("S12 Context length exceeded: no_blind_retry, bounded_attempts (<= 2), no_hang")
    void s12() {
        bench.wall.when(
                TOO_LONG,
                bench.wall.error(
                        400,
                        "invalid_request_error",
                        "context_length_exceeded",
                        "messages",
                        "This model's maximum context length is 8192 tokens."));
        assertThat(bench.ask(TOO_LONG).complete()).isTrue();
        assertThat(bench.attempts(TOO_LONG)).hasSize(1);
        assertThat(bench.attempts(FailoverBench.OK)).hasSize(1);
    }

    /** "Do not retry the same model; propagate the provider's reason." Ideal outcome: error. */
    @Test
    @DisplayName("S13 Content-filter rejection: no_same_model_retry (1), no_hang")
    void s13() {
        String reason = "Your request was rejected by the safety system.";
        bench.wall.when(
                FILTERED, bench.wall.error(400, "invalid_request_error", "content_policy_violation", null, reason));
        Outcome outcome = bench.ask(FILTERED);
        assertThat(outcome.status()).isEqualTo(400);
        assertThat(outcome.error().path("message").asText()).isEqualTo(reason);
        assertThat(bench.attempts(FILTERED)).hasSize(1);
        assertThat(bench.attempts(FailoverBench.OK)).isEmpty();
    }

    /** "The caller must not receive the prefill 400 as the final error." */
    @Test
    @DisplayName("S14 Fallback target rejects prefill: no_prefill_masking, no_truncated_success")
    void s14() {
        bench.wall.enqueue(bench.healthy().cutAfterContents(40, Reply.Ending.HANG_UP));
        bench.wall.when(
                "\"role\":\"assistant\"",
                bench.wall.error(
                        400,
                        "invalid_request_error",
                        "invalid_prefill",
                        "messages",
                        "The conversation must end with a user message."));
        assertRescued(PREFILL, FailoverBench.NO_PREFILL);
    }

    /** "Open the circuit and serve from the fallback while the primary is down; probe; close the circuit and return". */
    @Test
    @DisplayName("S15 Primary flaps: no_hang, served_during_outage, recovered, probe_discipline")
    void s15() {
        bench.wall.when(FLAPPING, bench.wall.error(503));
        for (int i = 0; i < 20; i++) {
            Outcome outcome = bench.ask(FLAPPING);
            assertThat(outcome.complete())
                    .as("served in the outage, request %d", i)
                    .isTrue();
            assertThat(outcome.reportedModel()).isEqualTo(FailoverBench.OK);
        }
        assertThat(bench.attempts(FLAPPING)).as("attempts for 20 requests").hasSizeLessThanOrEqualTo(20);
        assertThat(bench.breaker()).isIn("open", "half_open");
        bench.wall.recover();
        await(() -> bench.ask(FLAPPING).reportedModel().equals(FLAPPING));
        assertThat(bench.breaker()).isEqualTo("closed");
    }

    /** "The caller sees the fallback's model name and usage. The failed attempts are not billed as completions." */
    @Test
    @DisplayName("S16 Fail-over accounting: reports_fallback_model, usage_present, bounded_attempts (<= 6)")
    void s16() {
        bench.wall.when(BILLED, bench.wall.error(503));
        Outcome outcome = bench.ask(BILLED);
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.reportedModel()).isEqualTo(FailoverBench.OK);
        assertThat(outcome.usage().path("completion_tokens").asInt()).isEqualTo(60);
        assertThat(bench.attempts(BILLED)).hasSizeLessThanOrEqualTo(6);
        assertThat(bench.metrics("ai_proxy_tokens_total"))
                .filteredOn(series -> series.contains(BILLED))
                .isNotEmpty()
                .allMatch(series -> series.contains("provider=\"spare\""));
    }

    /** A stream that broke is begun anew at the fallback: the caller has every word once, and nobody was asked twice. */
    private static void assertRescued(String primary, String fallback) {
        Outcome outcome = bench.ask(primary);
        assertThat(outcome.complete()).as("%s", outcome).isTrue();
        assertThat(outcome.reportedModel()).isEqualTo(fallback);
        assertThat(bench.attempts(primary)).hasSize(1);
        assertThat(bench.attempts(fallback)).hasSize(1);
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("recovered within 30 s").isBefore(deadline);
        }
    }
}
