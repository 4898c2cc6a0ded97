package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.EventStreamFrames;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import dev.serai.passthrough.NativeGateway.Answer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client sends reaches the provider byte for byte, and what the provider answers reaches the client so. */
class NativeBytesTest {
    private static final String ODD_REQUEST =
            "{ \"model\" :\"any\",\r\n\t\"n\":1.10e0,\"unknown\":[ ],\"text\":\"\\u0041\\/é\u2028\" }\n";
    private static final String ODD_ANSWER = "\n{\"a\" : 1.0E+2,\"a\":\"\\/\\u00e9 é\",  \"choices\":[]}\r\n\r\n";
    private static final String CONVERSE = "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse";

    private static NativeGateway gateway;

    @BeforeAll
    static void start() {
        gateway = NativeGateway.start().lenient();
    }

    @AfterEach
    void recover() {
        for (FakeProvider fake : gateway.all()) {
            fake.assertNothingRefused();
        }
        gateway.recover();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "openai, /v1/chat/completions",
        "anthropic, /v1/messages",
        "bedrock, /model/anthropic.claude-3-haiku-20240307-v1%3A0/converse"
    })
    void aWholeAnswer(String provider, String path) {
        FakeProvider fake = gateway.named(provider);
        fake.enqueue(Reply.json(200, ODD_ANSWER));
        Answer answer = gateway.post("/providers/" + provider + path, oddRequest(provider));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(ODD_ANSWER);
        assertThat(answer.whole()).isTrue();
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        assertThat(answer.header("x-provider")).isEqualTo(provider);
        ReceivedCall call = fake.last();
        assertThat(call.method() + " " + call.target()).isEqualTo("POST " + path);
        assertThat(call.text()).isEqualTo(oddRequest(provider));
        assertThat(call.headers("Content-Type")).containsExactly("application/json");
        assertThat(call.headers("Accept-Encoding")).containsExactly("identity");
    }

    /** Bedrock's path names the model, so that its body must name no other. */
    private static String oddRequest(String provider) {
        return provider.equals("bedrock") ? ODD_REQUEST.replace("model", "mode") : ODD_REQUEST;
    }

    @Test
    void theContentTypeGoesOutAsItCameIn() {
        gateway.openai.enqueue(Reply.body(200, "application/json;charset=UTF-8;x=\"y\"", "{}"));
        String odd = "Application/JSON ; charset=\"utf-8\"";
        Answer answer = gateway.send(
                "POST",
                "/providers/openai/v1/chat/completions",
                "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8),
                "Content-Type: " + odd);
        assertThat(answer.header("content-type")).isEqualTo("application/json;charset=UTF-8;x=\"y\"");
        assertThat(gateway.openai.last().headers("content-type")).containsExactly(odd);
    }

    @Test
    void aStreamOfServerSentEventsWithAllThatTheFormatAllows() {
        String events = ": a comment\r\n\r\nid: 7\r\nevent: odd\r\ndata:{\"a\":1}\r\ndata:  two\r\n\r\n"
                + "data: x\n\n\rdata: half é";
        gateway.openai.enqueue(Reply.body(200, "text/event-stream", events).inPiecesOf(3));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\",\"stream\":true}");
        assertThat(answer.text()).isEqualTo(events);
        assertThat(answer.whole()).isTrue();
        assertThat(answer.header("content-type")).isEqualTo("text/event-stream");
    }

    @Test
    void anEventStreamOfAws() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(EventStreamFrames.event("messageStart", "{\"role\":\"assistant\"}"));
        frames.writeBytes(EventStreamFrames.exception("throttlingException", "{\"message\":\"slow down\"}"));
        Reply reply = Reply.stream(
                "application/vnd.amazon.eventstream", List.of(new Reply.Frame(frames.toByteArray(), true)));
        gateway.bedrock.enqueue(reply.inPiecesOf(7));
        Answer answer = gateway.post("/providers/bedrock" + CONVERSE + "-stream", "{}");
        assertThat(answer.body()).isEqualTo(frames.toByteArray());
        assertThat(answer.whole()).isTrue();
    }

    @Test
    void bytesThatAreNoText() {
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        gateway.openai.enqueue(Reply.stream("audio/mpeg", List.of(new Reply.Frame(noise, true))));
        Answer answer = gateway.post("/providers/openai/v1/audio/speech", "{\"model\":\"tts-1\",\"input\":\"Hello\"}");
        assertThat(answer.body()).isEqualTo(noise);
        assertThat(answer.header("content-type")).isEqualTo("audio/mpeg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/model/us.anthropic.claude-3-haiku-20240307-v1%3A0/converse",
                "/model/us.anthropic.claude-3-haiku-20240307-v1:0/converse",
                "/model/us.anthropic.claude-3-haiku-20240307-v1%3a0/converse",
                "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-lite-v1%3A0/invoke"
            })
    @DisplayName("wire.md 3.1: what is signed is the path that goes out, with its escapes as they came")
    void theExactPath(String path) {
        gateway.bedrock.enqueue(Reply.json(200, "{}"));
        assertThat(gateway.post("/providers/bedrock" + path, "{}").status()).isEqualTo(200);
        assertThat(gateway.bedrock.last().target()).isEqualTo(path);
    }

    @Test
    void aQueryAndTheControlHost() {
        gateway.bedrock.enqueue(Reply.json(200, "{\"inferenceProfileSummaries\":[]}"));
        Answer answer = gateway.get("/providers/bedrock/inference-profiles?nextToken=a%20b%2Fc&maxResults=5");
        assertThat(answer.text()).isEqualTo("{\"inferenceProfileSummaries\":[]}");
        ReceivedCall call = gateway.bedrock.last();
        assertThat(call.method() + " " + call.target())
                .isEqualTo("GET /inference-profiles?nextToken=a%20b%2Fc&maxResults=5");
        assertThat(call.body()).isEmpty();
        assertThat(call.headerNames()).doesNotContain("content-type");
    }

    @ParameterizedTest
    @CsvSource({
        "/model/amazon.titan-text-lite-v1/invoke, /model/amazon.titan-text-lite-v1/invoke",
        "/bedrock/model/amazon.titan-text-lite-v1/invoke, /model/amazon.titan-text-lite-v1/invoke",
        "/v1/bedrock/model/amazon.titan-text-lite-v1/invoke, /model/amazon.titan-text-lite-v1/invoke"
    })
    void theOlderPathsOfBedrock(String path, String expected) {
        gateway.bedrock.enqueue(Reply.json(200, "{ }"));
        Answer answer = gateway.post(path, "{\"inputText\":\"Hello\"}");
        assertThat(answer.text()).isEqualTo("{ }");
        assertThat(gateway.bedrock.last().target()).isEqualTo(expected);
        assertThat(gateway.bedrock.last().text()).isEqualTo("{\"inputText\":\"Hello\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ \"inputText\" : \"Hello\" }", "\"{ \\\"inputText\\\" : \\\"Hello\\\" }\""})
    void theOlderInvokeModelHasItsModelInTheBody(String inner) {
        gateway.bedrock.enqueue(Reply.json(200, "{\"ok\":1}"));
        Answer answer = gateway.post(
                "/v1/bedrock/invoke-model", "{\"modelId\":\"amazon.titan-text-lite-v1:0:4k\", \"body\":" + inner + "}");
        assertThat(answer.text()).isEqualTo("{\"ok\":1}");
        assertThat(gateway.bedrock.last().target()).isEqualTo("/model/amazon.titan-text-lite-v1%3A0%3A4k/invoke");
        assertThat(gateway.bedrock.last().text()).isEqualTo("{ \"inputText\" : \"Hello\" }");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 413, 429, 500, 503, 529})
    void theProvidersOwnErrorsPassAsTheyAre(int status) {
        String body = "{\"type\" : \"error\", \"error\":{\"type\":\"odd\",\"message\":\"no\"}}\n";
        gateway.anthropic.enqueue(Reply.json(status, body)
                .header("retry-after", "7")
                .header("request-id", "req_1")
                .header("x-should-retry", "true"));
        Answer answer = gateway.post("/providers/anthropic/v1/messages", "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.header("retry-after")).isEqualTo("7");
        assertThat(answer.header("request-id")).isEqualTo("req_1");
        assertThat(answer.header("x-provider-request-id")).isEqualTo("req_1");
        assertThat(gateway.anthropic.received()).hasSize(1);
    }

    @Test
    void anAnswerWithoutABody() {
        gateway.openai.enqueue(Reply.empty(204));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reply.Ending.class,
            names = {"RESET", "HANG_UP"})
    @DisplayName("P13: a stream that breaks is cut, never ended")
    void aBrokenStreamCanBeTold(Reply.Ending ending) {
        Reply stream = gateway.openai.stream("one ", "two ");
        gateway.openai.enqueue(stream.cutAfterContents(1, ending));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\",\"stream\":true}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("one ").doesNotContain("error");
        assertThat(answer.whole()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Reply.Ending.class,
            names = {"RESET", "HANG_UP"})
    void aBrokenWholeAnswerCanBeTold(Reply.Ending ending) {
        gateway.openai.enqueue(Reply.json(200, "{\"a\":\"" + "b".repeat(100_000) + "\"}")
                .cutAfterBytes(50_000, ending)
                .paced(Duration.ofMillis(10)));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(answer.whole()).isFalse();
    }

    @Test
    void whatBreaksBeforeItsFirstByteIsAnErrorOfOurs() {
        gateway.openai.enqueue(Reply.reset());
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(answer.error()).isEqualTo("503 provider_unavailable");
    }

    @Test
    void aRedirectIsNotFollowedAndNotShown() {
        gateway.openai.enqueue(Reply.empty(302).header("Location", "http://127.0.0.1:9/secret"));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(answer.error()).isEqualTo("502 provider_invalid_response");
        assertThat(answer.header("location")).isNull();
    }

    @Test
    void whatIsCompressedWithoutBeingAskedForIsRefused() {
        gateway.openai.enqueue(Reply.json(200, "{}").gzipped());
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(answer.error()).isEqualTo("502 provider_invalid_response");
    }

    @Test
    @DisplayName("P1: a refusal that repeats our key is not passed on")
    void aRefusalThatHoldsTheKey() {
        gateway.openai.enqueue(Reply.json(401, "{\"error\":\"no such key: " + gateway.openai.key() + "\"}"));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(answer.error()).isEqualTo("502 provider_authentication_failed");
        assertThat(answer.text()).doesNotContain(gateway.openai.key());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000, 1_100_000})
    @DisplayName("P1: a refusal that repeats a session's token is not passed on, wherever in it the token stands")
    void aRefusalThatHoldsASessionsToken(int before) {
        try (NativeGateway sessions = NativeGateway.start(FakeBedrock.startWithSessionToken())) {
            sessions.lenient();
            sessions.bedrock.enqueue(Reply.json(200, "{}"));
            assertThat(sessions.post("/providers/bedrock" + CONVERSE, "{}").status())
                    .isEqualTo(200);
            String token = sessions.bedrock.last().header("x-amz-security-token");
            String words = " ".repeat(before) + "The Canonical String for this request should have been\\n'POST\\n"
                    + "x-amz-security-token:" + token + "'";
            sessions.bedrock.enqueue(sessions.bedrock.error(403, "InvalidSignatureException", words));
            Answer answer = sessions.post("/providers/bedrock" + CONVERSE, "{}");
            assertThat(answer.error()).isEqualTo("502 provider_authentication_failed");
            assertThat(answer.text()).doesNotContain(token).doesNotContain("Canonical");
        }
    }

    @Test
    void aLongRefusalPassesAsItIs() {
        String body = "{\"message\":\"" + "no ".repeat(50_000) + "\"}";
        gateway.bedrock.enqueue(Reply.json(400, body).inPiecesOf(7_000));
        Answer answer = gateway.post("/providers/bedrock" + CONVERSE, "{}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.whole()).isTrue();
    }

    @Test
    void whatOfARefusalBreaksOffIsNotPassedOnAndItsStatusCounts() {
        gateway.openai.enqueue(
                Reply.json(429, "{\"a\":\"" + "b".repeat(100_000) + "\"}").cutAfterBytes(50_000, Reply.Ending.HANG_UP));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(answer.error()).isEqualTo("429 provider_rate_limited");
        assertThat(answer.whole()).isTrue();
    }
}
