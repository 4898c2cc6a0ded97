package dev.serai;

import static dev.serai.FaultRoad.error;
import static dev.serai.FaultRoad.events;
import static dev.serai.FaultRoad.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams that break, fall silent or lie: rows F7, F9 and F11 to F15 of the table of faults, over one provider's dialect. Every
 * provider's are in {@code sdk.StreamFaultTest}; cuts at every byte in {@code dialects.StreamCutsPropertyTest}.
 */
class FaultsOfStreamsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static FaultRoad road;

    @BeforeAll
    static void start() {
        FaultRoad rows = new FaultRoad();
        Stream.of("f09-reset", "f09-hang_up", "f11", "f11-early", "f12", "f13", "f14", "f14-page", "f15", "f15-late")
                .forEach(rows::row);
        road = rows.row("f07", "stream_idle_timeout: 500ms").start();
    }

    @AfterAll
    static void stop() {
        road.close();
    }

    @BeforeEach
    void recover() {
        road.recover();
    }

    @Test
    @DisplayName("F7 silence in a stream: error event after stream_idle_timeout, no [DONE], the provider is let go of")
    void f07_silence() throws Exception {
        road.first.always(three().cutAfterContents(2, Reply.Ending.STALL));
        HttpResponse<String> answer = road.stream("f07");
        assertBroken(answer, "one two ", "provider_timeout");
        road.first.last().awaitClosedByPeer(SOON);
        road.assertBreakerCounts("f07", true);
    }

    @ParameterizedTest
    @EnumSource(
            value = Reply.Ending.class,
            names = {"RESET", "HANG_UP"})
    @DisplayName("F9 a stream that is cut after bytes were sent: error event, and nobody else is asked")
    void f09_cut(Reply.Ending ending) {
        road.first.enqueue(three().cutAfterContents(2, ending));
        HttpResponse<String> answer = road.stream("f09-" + ending.name().toLowerCase(Locale.ROOT));
        assertBroken(answer, "one two ", "provider_invalid_response");
        assertThat(answer.headers().firstValue("x-attempts")).contains("1");
        assertThat(road.spare.received()).isEmpty();
    }

    @Test
    @DisplayName("F9 the breaker, which had counted a success, counts a failure")
    void f09_counts() {
        road.first.always(three().cutAfterContents(1, Reply.Ending.RESET));
        road.assertBreakerCounts("f11-early", true);
    }

    @Test
    @DisplayName(
            "F11 a stream that ends without [DONE] and without a finish reason: error event, and incomplete in the books")
    void f11_incomplete() {
        road.first.always(three().cutAfterContents(2, Reply.Ending.END));
        assertBroken(road.stream("f11"), "one two ", "provider_invalid_response");
        assertThat(road.gateway().get("/metrics").body())
                .contains("ai_proxy_provider_errors_total{error_type=\"invalid_response\",provider=\"f11\"}");
    }

    @ParameterizedTest
    @MethodSource("framings")
    @DisplayName(
            "F12 events torn at every byte, any line end, comments, data over several lines, a byte order mark: the same text")
    void f12_framings(String name, Reply reply) {
        road.first.enqueue(reply);
        HttpResponse<String> answer = road.stream("f12-only");
        assertThat(text(answer)).as(name).isEqualTo("one two caf\u00e9 \ud83d\ude00");
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
    }

    static List<Object[]> framings() {
        Reply plain = road.first.stream("one ", "two ", "caf\u00e9 ", "\ud83d\ude00");
        String wire = new String(plain.bytes(), StandardCharsets.UTF_8);
        return List.of(
                new Object[] {"byte by byte", plain.inPiecesOf(1)},
                new Object[] {"CRLF", Reply.events(wire.replace("\n", "\r\n"))},
                new Object[] {
                    "CRLF, torn", Reply.events(wire.replace("\n", "\r\n")).inPiecesOf(3)
                },
                new Object[] {"CR", Reply.events(wire.replace("\n", "\r"))},
                new Object[] {"comments", Reply.events(wire.replace("data: ", ": still here\nid: 7\nretry: 5\ndata: "))
                },
                new Object[] {
                    "several data lines", Reply.events(wire.replace("\"choices\":", "\ndata: \"choices\":\ndata: "))
                },
                new Object[] {"byte order mark", Reply.events("\ufeff" + wire)});
    }

    @Test
    @DisplayName("F13 invalid UTF-8 and half a surrogate: one U+FFFD each, and the stream goes on")
    void f13_invalidUtf8() throws Exception {
        String wire = new String(road.first.stream("a?b ", "c\u00a4d ", "end").bytes(), StandardCharsets.ISO_8859_1)
                .replace("a?b", "a\u00ffb")
                .replace("c\u00c2\u00a4d", "c\\ud83dd");
        road.first.enqueue(Reply.stream(
                "text/event-stream", List.of(new Reply.Frame(wire.getBytes(StandardCharsets.ISO_8859_1), true))));
        byte[] answer = bytes("f13-only");
        assertThatCode(() -> StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer)))
                .as("what reaches a client is UTF-8")
                .doesNotThrowAnyException();
        String text = new String(answer, StandardCharsets.UTF_8);
        assertThat(text).contains("a\ufffdb ").contains("end").endsWith("data: [DONE]\n\n");
        assertThat(text).doesNotContain("\ufffd\ufffd");
    }

    @Test
    @DisplayName("F14 JSON where a stream was asked for: the next provider, or 502; the body is not passed on")
    void f14_jsonForAStream() {
        road.first.enqueue(road.first.text("not a stream"));
        HttpResponse<String> answer = road.stream("f14");
        road.assertTakenOver(answer);
        assertThat(answer.body()).doesNotContain("not a stream");
        road.first.enqueue(road.first.text("not a stream"));
        assertThat(error(road.stream("f14-only"))).isEqualTo("502 provider_error provider_invalid_response");
    }

    @Test
    @DisplayName("F14 a page where a stream was asked for: the next provider, or 502")
    void f14_pageForAStream() {
        road.first.always(Reply.body(200, "text/html", "<html>Sign in</html>"));
        road.assertTakenOver(road.stream("f14-page"));
        assertThat(error(road.stream("f14-page-only"))).isEqualTo("502 provider_error provider_invalid_response");
        assertThat(road.breaker("f14-page")).isEqualTo("open");
    }

    @Test
    @DisplayName("F15 a first event without end: broken off at 4 MiB, and the next provider answers")
    void f15_endlessFirstEvent() throws Exception {
        road.first.enqueue(endlessEvent());
        road.assertTakenOver(road.stream("f15"));
        road.first.last().awaitClosedByPeer(SOON);
    }

    @Test
    @DisplayName("F15 a later event without end: broken off at 4 MiB with an error event")
    void f15_endlessLaterEvent() throws Exception {
        Reply.Frame[] sixMiB = Collections.nCopies(24, piece()).toArray(Reply.Frame[]::new);
        road.first.enqueue(three().keepingContents(1)
                .followedBy(Reply.Frame.of("data: {\"x\":\""))
                .followedBy(sixMiB));
        HttpResponse<String> answer = road.stream("f15-late");
        assertBroken(answer, "one ", "provider_invalid_response");
    }

    private static Reply endlessEvent() {
        return Reply.stream("text/event-stream", List.of(Reply.Frame.of("data: "), piece()))
                .endless();
    }

    private static Reply.Frame piece() {
        return Reply.Frame.of("x".repeat(1 << 18));
    }

    private static Reply three() {
        return road.first.stream("one ", "two ", "three");
    }

    /** What came is there, then one event that says by itself what went wrong, and the end, without one that looks like one. */
    private static void assertBroken(HttpResponse<String> answer, String text, String code) {
        List<String> events = events(answer);
        JsonNode last = FaultRoad.parse(events.get(events.size() - 1));
        assertThat(last.at("/error/type").asText()).isEqualTo("provider_error");
        assertThat(last.at("/error/code").asText()).isEqualTo(code);
        assertThat(text(answer)).isEqualTo(text);
        assertThat(answer.body()).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"stop\"");
    }

    private static byte[] bytes(String model) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(road.gateway().baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(FaultRoad.body(model, true)))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }
}
