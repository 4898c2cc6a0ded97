package dev.serai;

import static dev.serai.RescuedText.TEXT;
import static dev.serai.RescuedText.WHOLE;
import static dev.serai.RescuedText.assertWhole;
import static dev.serai.RescuedText.body;
import static dev.serai.RescuedText.broken;
import static dev.serai.RescuedText.events;
import static dev.serai.RescuedText.pieces;
import static dev.serai.RescuedText.said;
import static dev.serai.RescuedText.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.RescuedText.Manner;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream dies, and its client gets the whole answer all the same: the rest from another provider, or all of it. */
class RescueRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              goes-on: {rescue: continue, default_provider: openai, providers: %1$s}
              goes-on-from-claude: {rescue: continue, default_provider: anthropic, providers: %1$s}
              goes-on-from-nova: {rescue: continue, default_provider: bedrock, providers: {bedrock: {model: us.amazon.nova-lite-v1:0}, openai: {model: gpt-4o}}}
              goes-on-alone: {rescue: continue, default_provider: openai, providers: {openai: {model: gpt-4o}}}
              starts-anew: {rescue: restart, default_provider: openai, providers: %1$s}
              left-alone: {default_provider: openai, providers: %1$s}
            routing: {fallback: {enabled: true, providers: [openai, anthropic, bedrock], max_attempts: 2}}
            providers:
              openai: %2$s
              anthropic: %2$s
              bedrock: %2$s
            """.formatted(
                    "{openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929},"
                            + " bedrock: {model: us.amazon.nova-lite-v1:0}}",
                    "{stream_idle_timeout: 500ms, breaker: {failure_rate: 50, window: 1000, minimum_calls: 1000, open_for: 60s}}");
    /** "Say it.", and four for the message. */
    private static final long TOKENS_OF_PROMPT = 2 + 4;

    private static final ProviderFakes FAKES = new ProviderFakes();
    private static final EverythingLogged LOG = new EverythingLogged();
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(MAPPING, FAKES.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        FAKES.close();
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
    }

    @ParameterizedTest
    @EnumSource(Manner.class)
    void whereverTheStreamBreaksTheTextIsWhole(Manner manner) throws Exception {
        for (int told = 1; told <= TEXT.length; told++) {
            FAKES.reset();
            FAKES.openai.enqueue(broken(FAKES.openai, told, Reply.Ending.RESET));
            FAKES.anthropic.enqueue(pieces(FAKES.anthropic, manner.rest(said(told))));
            HttpResponse<String> answer = ask("goes-on", "");
            assertWhole(answer);
            assertThat(answer.body()).contains("\n\n: rescued by anthropic, attempt 2\n\n");
            FAKES.assertTreatedWell();
            assertThat(FAKES.anthropic.last().json().at("/messages/1/content").toString())
                    .contains(
                            JSON.writeValueAsString(said(told).stripTrailing()).replaceAll("^\"|\"$", ""));
        }
    }

    @ParameterizedTest
    @EnumSource(Manner.class)
    void whoTakesNoBegunAnswerIsAskedToGoOn(Manner manner) throws Exception {
        for (int told = 1; told <= TEXT.length; told++) {
            FAKES.reset();
            FAKES.bedrock.enqueue(broken(FAKES.bedrock, told, Reply.Ending.HANG_UP));
            FAKES.openai.enqueue(pieces(FAKES.openai, manner.rest(said(told))));
            assertWhole(ask("goes-on-from-nova", ""));
            FAKES.assertTreatedWell();
            JsonNode messages = FAKES.openai.last().json().path("messages");
            assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "user");
            assertThat(messages.at("/1/content").asText()).isEqualTo(said(told).stripTrailing());
            assertThat(messages.at("/2/content").asText()).contains("cut off").endsWith(lastWord(told));
        }
    }

    @Test
    void whoIsAskedToRepeatWordsMayTakeTheirTokensAndSaysThemToNobody() throws Exception {
        FAKES.bedrock.enqueue(broken(FAKES.bedrock, 6, Reply.Ending.RESET));
        FAKES.openai.enqueue(FAKES.openai.stream("ov"));
        HttpResponse<String> answer = ask("goes-on-from-nova", ",\"max_tokens\":3");
        assertThat(text(events(answer))).isEqualTo(said(6));
        String repeated = "over";
        assertThat(FAKES.openai.last().json().at("/messages/2/content").asText())
                .endsWith(" " + repeated);
        assertThat(FAKES.openai.last().json().path("max_tokens").asLong())
                .as("one is left at least, and those of the words")
                .isEqualTo(1 + (repeated.length() + 3) / 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STALL", "RESET", "HANG_UP", "END"})
    void howeverItBreaks(String ending) throws Exception {
        FAKES.openai.enqueue(broken(FAKES.openai, 3, Reply.Ending.valueOf(ending)));
        FAKES.anthropic.enqueue(pieces(FAKES.anthropic, Manner.EXACTLY.rest(said(3))));
        assertWhole(ask("goes-on", ""));
    }

    @Test
    void anErrorEventIsABreakToo() throws Exception {
        FAKES.openai.enqueue(FAKES.openai.stream(TEXT).keepingContents(2).followedBy(FAKES.openai.errorFrame()));
        FAKES.anthropic.enqueue(pieces(FAKES.anthropic, Manner.EXACTLY.rest(said(2))));
        assertWhole(ask("goes-on", ""));
    }

    @Test
    void aRescuerThatFailsIsPassedAndOneThatBreaksIsRescued() throws Exception {
        FAKES.openai.enqueue(broken(FAKES.openai, 2, Reply.Ending.RESET));
        FAKES.anthropic.enqueue(FAKES.anthropic.error(529));
        FAKES.bedrock.enqueue(pieces(FAKES.bedrock, Manner.EXACTLY.rest(said(2))));
        HttpResponse<String> passed = ask("goes-on", "");
        assertWhole(passed);
        assertThat(passed.body()).contains(": rescued by bedrock, attempt 3\n\n");
        FAKES.reset();
        FAKES.anthropic.enqueue(broken(FAKES.anthropic, 2, Reply.Ending.RESET));
        FAKES.openai.enqueue(FAKES.openai.stream("br", "own fox ", "jumps").cutAfterContents(2, Reply.Ending.HANG_UP));
        FAKES.bedrock.enqueue(pieces(FAKES.bedrock, Manner.EXACTLY.rest(said(4))));
        long read = tokens("openai", "input");
        long written = tokens("openai", "output");
        HttpResponse<String> twice = ask("goes-on-from-claude", "");
        assertWhole(twice);
        assertThat(tokens("openai", "input") - read)
                .as("the prompt, and what the client had by then")
                .isEqualTo(TOKENS_OF_PROMPT + guess(said(2)));
        assertThat(tokens("openai", "output") - written).isEqualTo(guess(said(4).substring(said(2).length())));
        assertThat(twice.body()).contains(": rescued by openai, attempt 2\n\n", ": rescued by bedrock, attempt 3\n\n");
        FAKES.assertTreatedWell();
    }

    @Test
    void whereNobodyIsLeftTheClientIsToldWhatBrokeTheStream() throws Exception {
        FAKES.openai.enqueue(broken(FAKES.openai, 2, Reply.Ending.RESET));
        assertBroken(ask("goes-on-alone", ""), said(2), "provider_invalid_response");
        FAKES.reset();
        FAKES.openai.enqueue(broken(FAKES.openai, 2, Reply.Ending.STALL));
        FAKES.anthropic.always(FAKES.anthropic.error(500));
        FAKES.bedrock.always(FAKES.bedrock.error(500));
        assertBroken(ask("goes-on", ""), said(2), "provider_timeout");
        assertThat(FAKES.calls()).isEqualTo(3);
    }

    @Test
    void whatIsNotTextAloneIsNotGoneOnWith() throws Exception {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":"
                + "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}}]";
        Reply calling = Reply.events(
                chunk(
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":"
                                + "\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"\"}}]}"),
                chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"ci\"}}]}"));
        FAKES.openai.enqueue(calling);
        assertBroken(ask("goes-on", tools), "", "provider_invalid_response");
        FAKES.openai.enqueue(broken(FAKES.openai, 2, Reply.Ending.RESET));
        assertBroken(
                ask("goes-on", ",\"response_format\":{\"type\":\"json_object\"},\"user\":\"JSON\""),
                said(2),
                "provider_invalid_response");
        FAKES.openai.enqueue(broken(FAKES.openai, 2, Reply.Ending.RESET));
        assertBroken(ask("left-alone", ""), said(2), "provider_invalid_response");
        assertThat(FAKES.anthropic.received()).isEmpty();
        // Tools that were offered and not called are none.
        FAKES.openai.enqueue(broken(FAKES.openai, 2, Reply.Ending.RESET));
        FAKES.anthropic.enqueue(pieces(FAKES.anthropic, Manner.EXACTLY.rest(said(2))));
        assertWhole(ask("goes-on", tools));
    }

    @Test
    void aRequestWhoseDeadlineHasPassedIsNotRescued() throws Exception {
        FAKES.openai.enqueue(FAKES.openai.stream(TEXT)
                .cutAfterContents(2, Reply.Ending.STALL)
                .after(Duration.ofMillis(700)));
        HttpResponse<String> answer =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                        .header("content-type", "application/json")
                        .header("X-Request-Timeout", "1")
                        .POST(HttpRequest.BodyPublishers.ofString(body("goes-on", true, "")))
                        .build());
        assertBroken(answer, said(2), "provider_timeout");
        assertThat(FAKES.anthropic.received()).isEmpty();
    }

    @Test
    void aClientThatLeavesWhileItIsRescuedEndsTheRescue() throws Exception {
        FAKES.openai.enqueue(broken(FAKES.openai, 2, Reply.Ending.RESET));
        FAKES.anthropic.enqueue(Reply.silence());
        LOG.begin();
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            byte[] body = body("goes-on", true, "").getBytes(StandardCharsets.UTF_8);
            client.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                                    + "X-Request-ID: leaving-client\r\n"
                                    + "Content-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(body);
            FAKES.anthropic.awaitCalls(1, Duration.ofSeconds(10));
            leave(client);
            FAKES.anthropic.last().awaitClosedByPeer(Duration.ofSeconds(10));
            assertThat(LOG.awaitLine("serai.usage", "leaving-client"))
                    .contains("status=\"499\"", "broken_attempts=\"1\"");
            assertThat(FAKES.bedrock.received()).isEmpty();
        } finally {
            LOG.end();
        }
    }

    @Test
    void aGatewayThatEndsRescuesNobody() throws Exception {
        FAKES.openai.enqueue(FAKES.openai.stream(TEXT).paced(Duration.ofMillis(300)));
        HttpResponse<Stream<String>> streaming = streaming();
        Iterator<String> lines = streaming.body().iterator();
        StringBuilder received = new StringBuilder();
        while (!received.toString().contains("quick ")) {
            received.append(lines.next()).append('\n');
        }
        gateway.gateway().endCalls();
        lines.forEachRemaining(line -> received.append(line).append('\n'));
        assertThat(received.toString()).contains("\"code\":\"overloaded\"").doesNotContain(": rescued by", "[DONE]");
        assertThat(FAKES.anthropic.received()).isEmpty();
        FAKES.reset();
        FAKES.openai.enqueue(broken(FAKES.openai, 2, Reply.Ending.RESET));
        FAKES.anthropic.enqueue(Reply.silence());
        Iterator<String> waiting = streaming().body().iterator();
        FAKES.anthropic.awaitCalls(1, Duration.ofSeconds(10));
        gateway.gateway().endCalls();
        StringBuilder told = new StringBuilder();
        waiting.forEachRemaining(line -> told.append(line).append('\n'));
        assertThat(told.toString()).contains("\"code\":\"overloaded\"").doesNotContain(": rescued by", "[DONE]");
        assertThat(FAKES.bedrock.received()).isEmpty();
    }

    private static HttpResponse<Stream<String>> streaming() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body("goes-on", true, "")))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
    }

    @Test
    void anAnswerOfWhichOnlyTheEndIsMissingIsWhole() throws Exception {
        Reply whole = FAKES.openai.stream(TEXT);
        FAKES.openai.enqueue(whole.keepingFrames((int) framesOf(whole) - 1)
                .cutAfterFrames((int) framesOf(whole) - 1, Reply.Ending.RESET));
        assertWhole(ask("goes-on", ""));
        assertThat(FAKES.anthropic.received()).isEmpty();
    }

    @Test
    void bothAttemptsAreInTheUsageAndInTheBooks() throws Exception {
        LOG.begin();
        try {
            FAKES.openai.enqueue(broken(FAKES.openai, 6, Reply.Ending.RESET));
            FAKES.anthropic.enqueue(pieces(FAKES.anthropic, Manner.EXACTLY.rest(said(6))));
            long openai = tokens("openai", "output");
            long anthropic = tokens("anthropic", "output");
            HttpResponse<String> answer =
                    ask("goes-on", ",\"max_tokens\":100,\"stream_options\":{\"include_usage\":true}");
            assertWhole(answer);
            String line = LOG.awaitLine(
                    "serai.usage", answer.headers().firstValue("X-Request-ID").orElseThrow());
            long guessed = (said(6).length() + 3) / 4;
            assertThat(tokens("openai", "output") - openai).isEqualTo(guessed);
            long counted = tokens("anthropic", "output") - anthropic;
            assertThat(counted).isPositive();
            List<JsonNode> usages = events(answer).stream()
                    .filter(event -> event.path("usage").isObject())
                    .toList();
            assertThat(usages).hasSize(1);
            assertThat(usages.get(0).at("/usage/completion_tokens").asLong()).isEqualTo(guessed + counted);
            assertThat(usages.get(0).path("choices")).isEmpty();
            assertThat(FAKES.anthropic.last().json().path("max_tokens").asLong())
                    .isEqualTo(100 - guessed);
            assertThat(line)
                    .contains(
                            "provider=\"anthropic\"",
                            "attempts=\"2\"",
                            "broken_attempts=\"1\"",
                            "broken=\"false\"",
                            "estimated=\"true\"",
                            "output_tokens=\"" + (guessed + counted) + "\"");
        } finally {
            LOG.end();
        }
    }

    @Test
    void anImageOfMegabytesIsGuessedAsAnImageAndNotAsItsBytes() throws Exception {
        byte[] png = Arrays.copyOf(Base64.getDecoder().decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"), 1 << 20);
        String body = body("goes-on", true, ",\"stream_options\":{\"include_usage\":true}")
                .replace(
                        "\"Say it.\"",
                        "[{\"type\":\"text\",\"text\":\"Say it.\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                                + Base64.getEncoder().encodeToString(png) + "\"}}]");
        FAKES.openai.enqueue(broken(FAKES.openai, 6, Reply.Ending.RESET));
        FAKES.anthropic.enqueue(pieces(FAKES.anthropic, Manner.EXACTLY.rest(said(6))));
        long openai = tokens("openai", "input");
        long anthropic = tokens("anthropic", "input");
        HttpResponse<String> answer = gateway.chat(body);
        assertWhole(answer);
        long guessed = tokens("openai", "input") - openai;
        assertThat(guessed).isEqualTo(TOKENS_OF_PROMPT + 1000);
        assertThat(events(answer).stream()
                        .map(event -> event.at("/usage/prompt_tokens").asLong())
                        .filter(tokens -> tokens > 0))
                .containsExactly(guessed + tokens("anthropic", "input") - anthropic);
    }

    @Test
    void whatWasThoughtIsPaidForAndTakesItsPartOfTheLimit() throws Exception {
        String thought = "Hm. ".repeat(25);
        FAKES.openai.enqueue(Reply.events(
                chunk("{\"role\":\"assistant\",\"reasoning_content\":\"" + thought + "\"}"),
                chunk("{\"content\":\"" + said(2) + "\"}")));
        FAKES.anthropic.enqueue(pieces(FAKES.anthropic, Manner.EXACTLY.rest(said(2))));
        long openai = tokens("openai", "output");
        assertWhole(ask("goes-on", ",\"max_tokens\":100"));
        assertThat(tokens("openai", "output") - openai).isEqualTo(guess(thought + said(2)));
        assertThat(FAKES.anthropic.last().json().path("max_tokens").asLong()).isEqualTo(100 - guess(thought + said(2)));
    }

    @Test
    void aCallThatBreaksWhileItIsHeldBackIsPaidFor() throws Exception {
        String arguments = "{'city':'Llanfairpwllgwyngyll'";
        FAKES.openai.enqueue(Reply.events(
                chunk(
                        "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":"
                                + "\"function\",\"function\":{\"name\":\"get_weather\",\"arguments\":\"\"}}]}"),
                chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + arguments + "\"}}]}")));
        FAKES.anthropic.enqueue(FAKES.anthropic.stream(TEXT));
        long read = tokens("openai", "input");
        long written = tokens("openai", "output");
        assertWhole(ask("starts-anew", ""));
        assertThat(tokens("openai", "input") - read).isEqualTo(TOKENS_OF_PROMPT);
        assertThat(tokens("openai", "output") - written).isEqualTo(guess(arguments));
    }

    @Test
    void whatIsStartedAnewIsHeldBackUntilItIsWhole() throws Exception {
        long openai = tokens("openai", "output");
        FAKES.openai.enqueue(broken(FAKES.openai, 4, Reply.Ending.RESET));
        FAKES.anthropic.enqueue(broken(FAKES.anthropic, 2, Reply.Ending.STALL));
        FAKES.bedrock.enqueue(FAKES.bedrock.stream(TEXT));
        HttpResponse<String> answer = ask("starts-anew", "");
        assertWhole(answer);
        assertThat(answer.body())
                .startsWith(": rescued by bedrock, attempt 3\n\n")
                .doesNotContain("keep-alive");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("3");
        assertThat(answer.headers().firstValue("X-Provider")).contains("bedrock");
        assertThat(FAKES.bedrock.last().text()).doesNotContain("quick");
        assertThat(tokens("openai", "output") - openai).isEqualTo((said(4).length() + 3) / 4);
        FAKES.openai.always(broken(FAKES.openai, 4, Reply.Ending.RESET));
        FAKES.anthropic.always(broken(FAKES.anthropic, 2, Reply.Ending.RESET));
        FAKES.bedrock.always(broken(FAKES.bedrock, 2, Reply.Ending.RESET));
        HttpResponse<String> none = ask("starts-anew", "");
        assertThat(none.statusCode()).isEqualTo(502);
        assertThat(none.body()).startsWith("{\"error\":{");
    }

    @Test
    void aWholeAnswerThatBreaksIsStartedAnewAsEver() throws Exception {
        FAKES.openai.enqueue(FAKES.openai.text(WHOLE).cutAfterBytes(40, Reply.Ending.RESET));
        FAKES.anthropic.enqueue(FAKES.anthropic.text(WHOLE));
        HttpResponse<String> answer = gateway.chat(body("starts-anew", false, ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/choices/0/message/content").asText())
                .isEqualTo(WHOLE);
        assertThat(answer.headers().firstValue("X-Attempts")).contains("2");
    }

    private static void leave(Socket client) throws IOException {
        client.close();
    }

    private static String lastWord(int told) {
        String[] words = said(told).strip().split("\\s+");
        return words[words.length - 1];
    }

    /** Four bytes a token. */
    private static long guess(String text) {
        return (text.length() + 3) / 4;
    }

    private static long framesOf(Reply reply) {
        return new String(reply.bytes(), StandardCharsets.UTF_8).split("\n\n").length;
    }

    private static String chunk(String delta) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}\n\n";
    }

    private static HttpResponse<String> ask(String model, String more) {
        return gateway.chat(body(model, true, more));
    }

    private static void assertBroken(HttpResponse<String> answer, String said, String code) throws IOException {
        List<JsonNode> events = events(answer);
        assertThat(text(events)).isEqualTo(said);
        assertThat(events.get(events.size() - 1).at("/error/code").asText()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("[DONE]", ": rescued by");
    }

    private static long tokens(String provider, String type) {
        Matcher line = Pattern.compile("(?m)^ai_proxy_tokens_total\\{(?=[^}]*provider=\"" + provider
                        + "\")(?=[^}]*type=\"" + type + "\")[^}]*} (\\S+)$")
                .matcher(gateway.get("/metrics").body());
        long sum = 0;
        while (line.find()) {
            sum += (long) Double.parseDouble(line.group(1));
        }
        return sum;
    }
}
