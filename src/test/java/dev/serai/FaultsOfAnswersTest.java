package dev.serai;

import static dev.serai.FaultRoad.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.AnyServer;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers that are none: rows F3 to F6, F8, F10 and F14 to F17 of the table of faults, over one provider's dialect. Every
 * provider's are in {@code sdk.ProviderFaultTest}, cooldowns in {@link BreakerRoadTest} and {@code models.CooldownsTest}.
 */
class FaultsOfAnswersTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** Of faults that no breaker counts. */
    private static final List<String> TOUCHY = List.of(
            "f03-date",
            "f03-hour",
            "f03-junk",
            "f03-second",
            "f03-402",
            "f05-400",
            "f05-422",
            "f05-401",
            "f05-403",
            "f05-404");

    private static final List<String> ROWS = List.of(
            "f03-last-second",
            "f03-last-hour",
            "f03-last-date",
            "f03-last-junk",
            "f04-500",
            "f04-502",
            "f04-503",
            "f04-529",
            "f04-all",
            "f05-401-last",
            "f05-403-last",
            "f08",
            "f10",
            "f14",
            "f15",
            "f16",
            "f17-1xx",
            "f17-204",
            "f17-301",
            "f17-302");
    private static FaultRoad road;

    @BeforeAll
    static void start() {
        FaultRoad rows = new FaultRoad();
        TOUCHY.forEach(rows::touchyRow);
        ROWS.forEach(rows::row);
        road = rows.row("f06", "timeout: 500ms").start();
    }

    @AfterAll
    static void stop() {
        road.close();
    }

    @BeforeEach
    void recover() {
        road.recover();
    }

    @ParameterizedTest
    @ValueSource(strings = {"date", "hour", "junk"})
    @DisplayName(
            "F3 429 with Retry-After: the next provider at once, and the target is left alone for it, 60 s at most")
    void f03_limited(String form) {
        road.first.enqueue(road.first.error(429).header("Retry-After", retryAfter(form)));
        road.assertTakenOver(road.ask("f03-" + form));
        HttpResponse<String> next = road.ask("f03-" + form);
        assertThat(next.headers().firstValue("x-provider")).contains("spare");
        assertThat(next.headers().firstValue("x-attempts"))
                .as("passed over, which is no attempt")
                .contains("1");
        assertThat(road.first.received()).hasSize(1);
        assertThat(road.breaker("f03-" + form)).isEqualTo("closed");
    }

    @Test
    @DisplayName(
            "F3 429 with Retry-After of one second: the next provider at once, and the target again after the second")
    void f03_aSecond() throws Exception {
        road.first.enqueue(road.first.error(429).header("Retry-After", retryAfter("second")));
        road.assertTakenOver(road.ask("f03-second"));
        Thread.sleep(1500);
        HttpResponse<String> next = road.ask("f03-second");
        assertThat(next.headers().firstValue("x-provider")).contains("f03-second");
        assertThat(road.first.received()).hasSize(2);
        assertThat(road.breaker("f03-second")).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"second", "date", "hour", "junk"})
    @DisplayName("F3 429 from the last target: the client's 429, with Retry-After where it is known")
    void f03_last(String form) {
        String model = "f03-last-" + form + "-only";
        road.first.enqueue(road.first.error(429).header("Retry-After", retryAfter(form)));
        HttpResponse<String> answer = road.ask(model);
        assertThat(error(answer)).isEqualTo("429 rate_limit_error provider_rate_limited");
        if (form.equals("junk")) {
            assertThat(answer.headers().firstValue("retry-after"))
                    .as("only where it is known")
                    .isEmpty();
            return;
        }
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                .as("seconds, whatever form the provider's had")
                .isPositive();
        if (form.equals("second")) {
            return;
        }
        HttpResponse<String> next = road.ask(model);
        assertThat(error(next)).isEqualTo("429 rate_limit_error provider_rate_limited");
        assertThat(next.headers().firstValueAsLong("retry-after").orElseThrow())
                .as("an hour is too long to leave a provider alone")
                .isBetween(1L, 60L);
        assertThat(road.first.received()).hasSize(1);
    }

    private static String retryAfter(String form) {
        return switch (form) {
            case "second" -> "1";
            case "date" ->
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(40));
            case "hour" -> "3600";
            default -> "soon, perhaps";
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 529})
    @DisplayName("F4 5xx and 529: the next provider, and the breaker counts")
    void f04_unavailable(int status) {
        road.first.enqueue(road.first.error(status));
        road.assertTakenOver(road.ask("f04-" + status));
        road.first.always(road.first.error(status));
        assertThat(error(road.ask("f04-" + status + "-only"))).isEqualTo("503 provider_error provider_unavailable");
        assertThat(road.breaker("f04-" + status)).isEqualTo("open");
    }

    @Test
    @DisplayName("F4 all unavailable: no more attempts than there are targets, within one deadline")
    void f04_all() {
        road.first.always(road.first.error(503));
        road.spare.always(road.spare.error(502));
        HttpResponse<String> answer = road.ask("f04-all");
        assertThat(error(answer)).isEqualTo("503 provider_error provider_unavailable");
        assertThat(answer.headers().firstValue("x-attempts")).contains("2");
        assertThat(road.first.received()).hasSize(1);
        assertThat(road.spare.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    @DisplayName("F5 400 and 422: the client's fault, so no other provider, and nothing for the breaker")
    void f05_refused(int status) {
        road.first.always(road.first.error(status));
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = road.ask("f05-" + status);
            assertThat(error(answer)).isEqualTo(status + " invalid_request_error invalid_value");
            assertThat(answer.headers().firstValue("x-attempts")).contains("1");
        }
        assertThat(road.spare.received()).isEmpty();
        assertThat(road.breaker("f05-" + status)).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    @DisplayName("F5 401 and 403 for our own credential: the next provider, and never the client's 401")
    void f05_ourCredentials(int status) {
        road.first.always(road.first.error(status));
        road.assertTakenOver(road.ask("f05-" + status));
        assertThat(road.breaker("f05-" + status)).isEqualTo("closed");
        assertThat(error(road.ask("f05-" + status + "-last-only")))
                .isEqualTo("502 provider_error provider_authentication_failed");
    }

    @Test
    @DisplayName("F3 402, a spent quota: the next provider, 429 from the last, and nothing for the breaker")
    void f03_spentQuota() {
        road.first.always(road.first.error(402));
        road.assertTakenOver(road.ask("f03-402"));
        assertThat(error(road.ask("f03-402-only"))).isEqualTo("429 rate_limit_error provider_rate_limited");
        assertThat(road.first.received()).hasSize(2);
        assertThat(road.breaker("f03-402")).isEqualTo("closed");
    }

    @Test
    @DisplayName("F5 404 for the model's id: the next provider, and 502 from the last")
    void f05_unknownModel() {
        road.first.enqueue(road.first.error(404));
        road.assertTakenOver(road.ask("f05-404"));
        road.first.enqueue(road.first.error(404));
        assertThat(error(road.ask("f05-404-only"))).isEqualTo("502 provider_error provider_model_not_found");
        assertThat(road.breaker("f05-404")).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("F6 no head in time: the provider's connection is closed, the next one answers")
    void f06_slowHead(boolean stream) throws Exception {
        road.first.enqueue(Reply.silence());
        road.assertTakenOver(road.ask("f06", stream));
        road.first.last().awaitClosedByPeer(SOON);
    }

    @Test
    @DisplayName("F8 reset in the body of a whole answer: the next provider, for nothing was sent yet")
    void f08_resetInTheBody() {
        Reply reset = road.first.text("Hello there").cutAfterBytes(40, Reply.Ending.RESET);
        road.first.enqueue(reset);
        road.assertTakenOver(road.ask("f08"));
        road.first.always(reset);
        assertThat(error(road.ask("f08-only"))).isEqualTo("502 provider_error provider_invalid_response");
        assertThat(road.breaker("f08")).isEqualTo("open");
    }

    @Test
    @DisplayName("F10 truncated JSON under a 200: the next provider, or 502")
    void f10_truncatedJson() {
        Reply truncated =
                Reply.json(200, "{\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"He");
        road.first.enqueue(truncated);
        road.assertTakenOver(road.ask("f10"));
        road.first.always(truncated);
        assertThat(error(road.ask("f10-only"))).isEqualTo("502 provider_error provider_invalid_response");
        assertThat(road.breaker("f10")).isEqualTo("open");
    }

    @Test
    @DisplayName("F14 200 with text/html: the next provider, or 502 without a word of the page")
    void f14_html() {
        Reply page = Reply.body(200, "text/html", "<html>Sign in to the hotel's network</html>");
        road.first.enqueue(page);
        road.assertTakenOver(road.ask("f14"));
        road.first.always(page);
        HttpResponse<String> answer = road.ask("f14-only");
        assertThat(error(answer)).isEqualTo("502 provider_error provider_invalid_response");
        assertThat(answer.body()).doesNotContain("hotel", "html");
    }

    @Test
    @DisplayName("F15 an answer without end: broken off at 64 MiB, and the next provider answers")
    void f15_endlessAnswer() throws Exception {
        String piece = "x".repeat(1 << 20);
        road.first.enqueue(Reply.stream("application/json", List.of(Reply.Frame.of(piece)))
                .precededBy(Reply.Frame.of("{\"choices\":\""))
                .endless());
        road.assertTakenOver(road.ask("f15"));
        road.first.last().awaitClosedByPeer(SOON);
    }

    @Test
    @DisplayName("F16 an answer that is compressed though nobody asked: not unpacked, 502")
    void f16_compressed() {
        Reply bomb = road.first.text("0".repeat(1 << 20)).gzipped();
        road.first.enqueue(bomb);
        road.assertTakenOver(road.ask("f16"));
        assertThat(road.first.last().headers("Accept-Encoding")).containsExactly("identity");
        road.first.always(bomb);
        assertThat(error(road.ask("f16-only"))).isEqualTo("502 provider_error provider_invalid_response");
    }

    @ParameterizedTest
    @ValueSource(strings = {"100 Continue", "102 Processing", "103 Early Hints"})
    @DisplayName("F17 a 1xx before the answer: read over")
    void f17_informational(String status) {
        byte[] answer = road.first.text("Hi").bytes();
        String head =
                "HTTP/1.1 " + status + "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + answer.length + "\r\nConnection: close\r\n\r\n";
        road.first.enqueue(
                Reply.raw((head + new String(answer, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)));
        HttpResponse<String> taken = road.ask("f17-1xx-only");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(taken.body()).contains("Hi");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 302})
    @DisplayName("F17 204, 301, 302: no redirect is followed, the next provider answers, or 502")
    void f17_noAnswer(int status) {
        try (AnyServer elsewhere = AnyServer.start()) {
            Reply reply = Reply.empty(status).header("Location", elsewhere.origin() + "/v1/chat/completions");
            road.first.enqueue(reply);
            road.assertTakenOver(road.ask("f17-" + status));
            road.first.always(reply);
            assertThat(error(road.ask("f17-" + status + "-only")))
                    .isEqualTo("502 provider_error provider_invalid_response");
            assertThat(elsewhere.received()).isEmpty();
        }
    }
}
