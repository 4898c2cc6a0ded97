package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.EventStreamFrames;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bugs of others that only a running gateway can have, by the numbers of their table in wire.md, section 16. */
class TranslationCasesOnTheRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              nova: {default_provider: bedrock, providers: {bedrock: {model: us.amazon.nova-lite-v1:0}}}
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              busy: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}}}
              gpt-or-claude: {default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}}}
              arn: {default_provider: bedrock, providers: {bedrock: {model: "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0"}}}
              titan: {default_provider: bedrock, providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}}
              raw: {default_provider: bedrock, providers: {bedrock: {model: amazon.titan-text-express-v1}}}
            providers:
              openai: {health_probe: {enabled: false}, breaker: {window: 1000, minimum_calls: 1000}}
            """;
    private static final ProviderFakes FAKES = new ProviderFakes();
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

    @Test
    @DisplayName("12: usage with a cache, priced: the input is charged once, the cache at its own price")
    void case12() {
        FAKES.anthropic.enqueue(Reply.json(
                200,
                Dialogue.json("{'model':'claude','id':'m','type':'message','role':'assistant','stop_reason':'end_turn',"
                        + "'content':[{'type':'text','text':'Hi'}],'usage':{'input_tokens':10,'cache_read_input_tokens':90,"
                        + "'cache_creation_input_tokens':5,'output_tokens':7}}")));
        double before = cost("claude");
        assertThat(ask("claude", "").statusCode()).isEqualTo(200);
        double usd = (10 * 3 + 90 * 0.3 + 5 * 3.75 + 7 * 15) / 1_000_000;
        assertThat(cost("claude") - before).isEqualTo(usd, Offset.offset(1e-9));
    }

    @Test
    @DisplayName("13: an Anthropic stream that ends behind content_block_stop: an error, no finish, no [DONE]")
    void case13() {
        FAKES.anthropic.enqueue(Reply.events(
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":1}}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n",
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"));
        assertBroken(ask("claude", "\"stream\":true,"));
    }

    @Test
    @DisplayName("14: an exception frame in the middle of an event stream: a rate limit error, and the end")
    void case14() {
        FAKES.bedrock.enqueue(FAKES.bedrock.stream("one", "two")
                .keepingContents(1)
                .followedBy(FAKES.bedrock.exceptionFrame("throttlingException", "Too many requests")));
        HttpResponse<String> answer = ask("nova", "\"stream\":true,");
        assertBroken(answer);
        assertThat(answer.body()).contains("\"type\":\"rate_limit_error\"");
    }

    @Test
    @DisplayName("15: 200, and the first line is an error: the next target, or a real status")
    void case15() {
        Reply disguised = Reply.events(
                "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":null,\"param\":null}}\n\n");
        FAKES.openai.enqueue(disguised, disguised);
        assertThat(ask("gpt-or-claude", "\"stream\":true,").headers().firstValue("X-Provider"))
                .contains("anthropic");
        assertThat(ask("gpt", "\"stream\":true,").statusCode()).isEqualTo(503);
    }

    @Test
    @DisplayName("17: a provider that dies in the middle of a line: an error event that parses alone")
    void case17() {
        FAKES.openai.enqueue(Reply.events(
                        "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":null}]}\n\n",
                        "data: {\"id\":\"c\",\"obj")
                .cutAfterFrames(2, Reply.Ending.RESET));
        assertBroken(ask("gpt", "\"stream\":true,"));
    }

    @Test
    @DisplayName("19: 200 with headers, then a clean end and not a byte: the next target")
    void case19() {
        FAKES.openai.enqueue(Reply.events());
        HttpResponse<String> answer = ask("gpt-or-claude", "\"stream\":true,");
        assertThat(answer.headers().firstValue("X-Provider")).contains("anthropic");
        assertThat(answer.body()).contains("[DONE]");
    }

    @Test
    @DisplayName("23: base64 asked for, floats given: float32, little-endian, as many as there were")
    void case23() throws IOException {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(
                        URI.create(gateway.baseUrl() + "/v1/embeddings"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"titan\",\"input\":\"Sur\",\"dimensions\":256,\"encoding_format\":\"base64\"}"))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        byte[] vector = Base64.getDecoder()
                .decode(JSON.readTree(answer.body()).at("/data/0/embedding").asText());
        assertThat(vector).hasSize(256 * Float.BYTES);
        float first = ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN).getFloat();
        assertThat(Math.abs(first)).isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("26: an inference profile's ARN is one segment, and signed as one")
    void case26() {
        assertThat(ask("arn", "").statusCode()).isEqualTo(200);
        assertThat(FAKES.bedrock.last().path()).contains("inference-profile%2Fus.amazon.nova-lite-v1%3A0/converse");
        FAKES.bedrock.assertNothingRefused();
    }

    @Test
    @DisplayName("28: a 429 with Retry-After 7: 429 and 7 for the client")
    void case28() {
        FAKES.openai.enqueue(FAKES.openai.error(429).header("Retry-After", "7"));
        HttpResponse<String> answer = ask("busy", "");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("7");
    }

    @Test
    @DisplayName("34: InvokeModel's guardrail intervened, and the vendor says it is finished: content_filter")
    void case34() {
        String action = "'amazon-bedrock-guardrailAction':'INTERVENED'";
        FAKES.bedrock.enqueue(
                Reply.json(
                        200,
                        Dialogue.json(
                                "{'model':'m','inputTextTokenCount':1,'results':[{'tokenCount':1,'outputText':'No.',"
                                        + "'completionReason':'FINISH'}]," + action + "}")),
                Reply.stream(
                        "application/vnd.amazon.eventstream",
                        List.of(
                                piece("{'model':'m','outputText':'No.','completionReason':null," + action + "}"),
                                piece("{'model':'m','outputText':'','completionReason':'FINISH'}"))));
        String request = "{\"model\":\"raw\",\"prompt\":\"Hi\",\"stream\":";
        JsonNode whole =
                parse(gateway.post("/v1/completions", request + "false}").body());
        assertThat(whole.at("/choices/0/text").asText()).isEqualTo("No.");
        assertThat(whole.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThat(gateway.post("/v1/completions", request + "true}").body())
                .contains("\"text\":\"No.\"", "\"finish_reason\":\"content_filter\"", "[DONE]")
                .doesNotContain("\"finish_reason\":\"stop\"");
    }

    @Test
    @DisplayName("49: a provider that counts nothing: no usage in the body, a cost that is marked as estimated")
    void case49() throws Exception {
        FAKES.bedrock.enqueue(
                Reply.json(
                        200,
                        Dialogue.json(
                                "{'model':'m','output':{'message':{'role':'assistant','content':[{'text':'Hi'}]}},'stopReason':'end_turn'}")));
        EverythingLogged log = new EverythingLogged();
        log.begin();
        try {
            HttpResponse<String> answer = ask("nova", "");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(parse(answer.body()).has("usage")).isFalse();
            String id = answer.headers().firstValue("X-Request-ID").orElseThrow();
            assertThat(log.awaitLine("serai.usage", id)).contains("estimated=\"true\"", "cost_usd=");
        } finally {
            log.end();
        }
    }

    private static Reply.Frame piece(String json) {
        byte[] bytes = Dialogue.json(json).getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        return new Reply.Frame(EventStreamFrames.event("chunk", "{\"bytes\":\"" + base64 + "\"}"), true);
    }

    private static void assertBroken(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        List<String> events = List.of(answer.body().split("\n\n"));
        JsonNode last = parse(events.get(events.size() - 1).substring("data: ".length()));
        assertThat(last.path("error").isObject()).as(answer.body()).isTrue();
        assertThat(answer.body()).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"");
    }

    private static HttpResponse<String> ask(String model, String more) {
        return gateway.chat(
                "{\"model\":\"" + model + "\"," + more + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    private static double cost(String model) {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("ai_proxy_cost_usd_total") && line.contains("model=\"" + model + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
