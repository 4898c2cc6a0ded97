package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams that go wrong (reliability.md F7, F9, F11–F15): before the first event the next provider takes over, after it the client
 * gets what came, then one error event that parses by itself, and no {@code [DONE]}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamFaultTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> PROVIDERS = List.of("openai", "anthropic", "bedrock", "vertex");

    /** How a stream goes wrong. */
    private record Fault(String name, Function<FakeProvider, Reply> reply) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Fault> LATE = List.of(
            new Fault("F9: reset", fake -> two(fake).cutAfterContents(1, Reply.Ending.RESET)),
            new Fault(
                    "F9: cut within an event", fake -> two(fake).cutAfterBytes(withinSecond(fake), Reply.Ending.RESET)),
            new Fault("F11: hung up", fake -> two(fake).cutAfterContents(1, Reply.Ending.HANG_UP)),
            new Fault("F11: ended within an event", fake -> two(fake)
                    .cutAfterBytes(withinSecond(fake), Reply.Ending.END)),
            new Fault("F11: ended without a finish", fake -> two(fake).cutAfterContents(1, Reply.Ending.END)),
            new Fault("F7: silent", fake -> two(fake).cutAfterContents(1, Reply.Ending.STALL)),
            new Fault("error event", fake -> two(fake).keepingContents(1).followedBy(fake.errorFrame())));

    private static final List<Fault> EARLY = List.of(
            new Fault("F14: JSON", fake -> fake.text("Hi")),
            new Fault("F14: HTML", fake -> Reply.body(200, "text/html", "<html>It works!</html>")),
            new Fault("F11: empty stream", fake -> two(fake).keepingFrames(0)),
            new Fault("error event first", fake -> two(fake).keepingFrames(0).followedBy(fake.errorFrame())),
            new Fault(
                    "garbage", fake -> two(fake).keepingFrames(0).followedBy(Reply.Frame.of("x".repeat(200) + "\n\n"))),
            new Fault("F9: reset after the head", fake -> two(fake).cutAfterFrames(0, Reply.Ending.RESET)));

    private ThreeProviders providers;

    @BeforeAll
    void start() {
        providers = ThreeProviders.start(ThreeProviders.Patience.ENDLESS.withStreamIdleTimeout(IDLE));
    }

    @AfterEach
    void recover() {
        providers.recover();
    }

    @AfterAll
    void stop() {
        providers.close();
    }

    static Stream<Arguments> lateFaults() {
        return everywhere(LATE);
    }

    static Stream<Arguments> earlyFaults() {
        return everywhere(EARLY);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("lateFaults")
    void aStreamThatBreaksEndsWithAnErrorEvent(String provider, Fault fault) throws Exception {
        FakeProvider first = providers.serving("gw-three-from-" + provider);
        first.enqueue(fault.reply().apply(first));
        HttpResponse<String> answer = stream("gw-three-from-" + provider, "Hello");
        List<String> events = events(answer);
        assertThat(texts(events)).containsExactly("one ");
        JsonNode error = JSON.readTree(events.get(events.size() - 1)).path("error");
        assertThat(error.path("type").asText()).isEqualTo("provider_error");
        assertThat(error.path("message").asText()).isNotEmpty();
        assertThat(answer.body()).doesNotContain("[DONE]", "\"finish_reason\":\"stop\"");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("1");
        assertThat(first.received()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("earlyFaults")
    void beforeTheFirstEventTheNextProviderTakesOver(String provider, Fault fault) throws Exception {
        FakeProvider first = providers.serving("gw-three-from-" + provider);
        first.enqueue(fault.reply().apply(first));
        HttpResponse<String> answer = stream("gw-three-from-" + provider, "Hello");
        assertWhole(answer, "Echo: Hello");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("2");
        providers.assertCleanCalls();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("earlyFaults")
    void beforeTheFirstEventAFaultOfAllIsAStatus(String provider, Fault fault) throws Exception {
        providers.all().forEach(fake -> fake.always(fault.reply().apply(fake)));
        HttpResponse<String> answer = stream("gw-three-from-" + provider, "Hello");
        assertThat(answer.statusCode()).as(answer.body()).isIn(502, 503);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(answer.body()).startsWith("{\"error\":{").doesNotContain("html", "Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void f12EventsTornAtEveryByteArriveWhole(String model) throws Exception {
        FakeProvider fake = providers.serving(model);
        fake.enqueue(
                fake.stream("caf\u00e9 ", "\ud83d\ude00\ud83c\udffd ", "fin").inPiecesOf(1));
        HttpResponse<String> answer = stream(model, "Hello");
        assertThat(texts(events(answer))).containsExactly("caf\u00e9 ", "\ud83d\ude00\ud83c\udffd ", "fin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-gemini"})
    void f12CommentsBlankLinesAndCarriageReturnsMeanNothing(String model) throws Exception {
        FakeProvider fake = providers.serving(model);
        String stream = new String(fake.stream("one ", "two").bytes(), StandardCharsets.UTF_8);
        fake.enqueue(Reply.events(
                "\ufeff: hello\n\n\n" + stream.replace("\n", "\r\n").replace("data: ", "data:")));
        assertThat(texts(events(stream(model, "Hello")))).containsExactly("one ", "two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void t32WhatTheModelSaysIsNeverAnEvent(String model) throws Exception {
        FakeProvider fake = providers.serving(model);
        String hostile = "\n\ndata: [DONE]\n\n\r\nevent: error\r\u2028data: {}";
        fake.enqueue(fake.stream(hostile, "after"));
        assertThat(texts(events(stream(model, "Hello")))).containsExactly(hostile, "after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-gemini"})
    void f15AnEndlessLineIsBrokenOff(String model) throws Exception {
        FakeProvider fake = providers.serving(model);
        Reply.Frame piece = Reply.Frame.of("x".repeat(1 << 16));
        fake.enqueue(Reply.stream("text/event-stream", List.of(Reply.Frame.of("data: "), piece))
                .endless());
        assertThat(stream(model, "Hello").statusCode()).isEqualTo(502);
        fake.last().awaitClosedByPeer(SOON);
    }

    private static Reply two(FakeProvider fake) {
        return fake.stream("one ", "two ");
    }

    /** A number of bytes that ends in the middle of the event that says {@code two}. */
    private static int withinSecond(FakeProvider fake) {
        int first = two(fake).keepingContents(1).bytes().length;
        int second = two(fake).keepingContents(2).bytes().length;
        return (first + second) / 2;
    }

    private static Stream<Arguments> everywhere(List<Fault> faults) {
        return PROVIDERS.stream().flatMap(provider -> faults.stream().map(fault -> Arguments.of(provider, fault)));
    }

    private HttpResponse<String> stream(String model, String text) throws IOException, InterruptedException {
        return Clients.post(providers.origin(), Clients.asking(model, text, true));
    }

    private static void assertWhole(HttpResponse<String> answer, String text) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> events = events(answer);
        assertThat(events.get(events.size() - 1)).isEqualTo("[DONE]");
        assertThat(String.join("", texts(events))).isEqualTo(text);
    }

    /** The data of each event, as a client that keeps to the specification reads them: no line may be anything else. */
    private static List<String> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> events = new ArrayList<>();
        for (String block : answer.body().split("\n\n")) {
            if (!block.startsWith(":")) {
                assertThat(block).startsWith("data: ").doesNotContain("\n");
                events.add(block.substring("data: ".length()));
            }
        }
        return events;
    }

    private static List<String> texts(List<String> events) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String event : events) {
            String text = event.equals("[DONE]")
                    ? ""
                    : JSON.readTree(event).at("/choices/0/delta/content").asText();
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }
}
