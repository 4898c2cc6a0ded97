package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.LegalResponseStream;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /v1/responses} over the road: who is asked how, what goes on to whom, and how it ends when it breaks. */
class ResponsesRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String MAPPING = """
            model_mappings:
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              thinker: {default_provider: openai, providers: {openai: {model: gpt-5}}}
              old: {default_provider: openai, providers: {openai: {model: gpt-3.5-turbo}}}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
              filtered: {default_provider: azure, providers: {azure: {deployment: gpt-4o, api_version: v1}}}
              dated: {default_provider: azure, providers: {azure: {deployment: gpt-4o, api_version: "2024-10-21"}}}
              blind: {default_provider: bedrock, providers: {bedrock: {model: us.amazon.nova-micro-v1:0}}}
              native-first: {default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-sonnet-4-5-20250929}}}
              limited-first: {default_provider: openai, providers: {openai: {model: gpt-4o-mini}, anthropic: {model: claude-sonnet-4-5-20250929}}}
              chat-first: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}, openai: {model: gpt-5}}}
            routing: {fallback: {enabled: true, providers: [openai, anthropic], max_attempts: 2}}
            providers:
              openai: {breaker: {window: 1000, minimum_calls: 1000}}
              anthropic: {breaker: {window: 1000, minimum_calls: 1000}}
            """;
    private static final String TOOL =
            "'tools':[{'type':'function','name':'get_weather','parameters':{'type':'object','properties':{'city':{'type':'string'}}}}],";

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
    void theBytesPassWhereTheProviderKnowsResponses() {
        HttpResponse<String> answer = ask("{'model':'gpt', 'input' : 'Hi','temperature':1.10,'x_new':{'a':1e5},"
                + "'tools':[{'type':'web_search','user_location':{'type':'approximate'}}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(FAKES.openai.last().path()).isEqualTo("/v1/responses");
        assertThat(FAKES.openai.last().text())
                .isEqualTo(quoted("{'model':'gpt-4o', 'input' : 'Hi','temperature':1.10,'x_new':{'a':1e5},"
                        + "'tools':[{'type':'web_search','user_location':{'type':'approximate'}}],'store':false}"));
        assertThat(parse(answer.body()).path("model").asText()).isEqualTo("gpt");
        assertThat(parse(answer.body()).path("store").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'store':true, true", "'store':false, false", "'store':null, false"})
    void nothingIsStoredUnlessTheClientSaysSo(String said, boolean stored) {
        assertThat(ask("{'model':'gpt','input':'Hi'," + said + "}").statusCode())
                .isEqualTo(200);
        assertThat(FAKES.openai.last().json().path("store").asBoolean(!stored)).isEqualTo(stored);
    }

    @Test
    void whatAModelRefusesIsLeftOutAndNamed() {
        String hints = "'temperature':0.5,'reasoning':{'effort':'low'},'include':['reasoning.encrypted_content'],"
                + "'text':{'verbosity':'low','format':{'type':'text'}}";
        HttpResponse<String> plain = ask("{'model':'gpt','input':'Hi'," + hints + "}");
        assertThat(plain.statusCode()).as(plain.body()).isEqualTo(200);
        assertThat(plain.headers().firstValue("X-Dropped-Params")).hasValue("reasoning, text.verbosity");
        HttpResponse<String> thinker = ask("{'model':'thinker','input':'Hi'," + hints + "}");
        assertThat(thinker.statusCode()).as(thinker.body()).isEqualTo(200);
        assertThat(thinker.headers().firstValue("X-Dropped-Params")).hasValue("temperature");
        FAKES.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAttemptOverChatFollowsOneThatFailed(boolean stream) {
        FAKES.openai.enqueue(FAKES.openai.error(500));
        assertAnsweredByClaude("native-first", stream);
    }

    /** OpenAI says that it has begun, then that it failed: nothing has gone to the client yet. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "native-first | {'type':'response.failed','sequence_number':2,'response':{'id':'r','object':'response','status':'failed','output':[],'error':{'code':'server_error','message':'The model failed.'}}}",
                "native-first | {'type':'error','error':{'type':'server_error','code':null,'message':'Broken.'}}",
                // Of a target of its own, which rests behind it.
                "limited-first | {'type':'error','sequence_number':2,'code':'rate_limit_exceeded','message':'Too many.','param':null}"
            })
    void aStreamThatFailsBeforeItBringsAnythingIsTriedElsewhere(String model, String failure) {
        String data = quoted(failure);
        FAKES.openai.enqueue(FAKES.openai
                .responseStream("Hi")
                .keepingFrames(2)
                .followedBy(
                        Reply.Frame.of("event: " + parse(data).path("type").asText() + "\ndata: " + data + "\n\n")));
        assertAnsweredByClaude(model, true);
    }

    private static void assertAnsweredByClaude(String model, boolean stream) {
        HttpResponse<String> answer = ask("{'model':'" + model + "','input':'Hello there','stream':" + stream + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Provider")).hasValue("anthropic");
        assertThat(answer.headers().firstValue("X-Attempts")).hasValue("2");
        JsonNode response =
                stream ? LegalResponseStream.check(LegalResponseStream.events(answer.body())) : parse(answer.body());
        assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("Echo: Hello there");
        assertThat(response.path("model").asText()).isEqualTo(model);
        FAKES.assertTreatedWell();
    }

    @Test
    void whatOnlyOpenAiServesGoesThereAndNowhereElse() {
        String hosted = "'tools':[{'type':'web_search'}],'input':'What is new?'}";
        assertThat(ask("{'model':'chat-first'," + hosted).headers().firstValue("X-Provider"))
                .hasValue("openai");
        FAKES.openai.enqueue(FAKES.openai.error(500));
        assertThat(ask("{'model':'native-first'," + hosted).statusCode()).isEqualTo(503);
        assertThat(FAKES.anthropic.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'input':'Hi','previous_response_id':'resp_1' | unsupported_parameter | previous_response_id",
                "'input':'Hi','conversation':'conv_1' | unsupported_parameter | conversation",
                "'input':[{'type':'item_reference','id':'msg_1'}] | unsupported_value | input[0].type",
                "'input':[{'role':'user','content':'Hi'},{'type':'web_search_call','id':'ws_1','status':'completed'}] | unsupported_value | input[1].type",
                "'input':'Hi','tools':[{'type':'function','name':'f'},{'type':'mcp','server_label':'a'}] | unsupported_value | tools[1].type",
                "'input':[{'role':'user','content':[{'type':'input_image','file_id':'file_1'}]}] | unsupported_value | input[0].content[0].file_id",
                "'input':[{'role':'user','content':[{'type':'input_file','file_url':'https://a.b/c.pdf'}]}] | unsupported_value | input[0].content[0].file_url",
                "'input':[{'role':'user','content':[{'type':'input_file','file_id':'file_1'}]}] | unsupported_value | input[0].content[0].file_id",
                "'input':[{'role':'user','content':[{'type':'input_text','text':'a'},{'type':'input_image','image_url':'https://127.0.0.1/a.png'}]}] | invalid_image_url | input[0].content[1].image_url",
                "'input':[{'role':'system','content':[{'type':'input_image','image_url':'https://a.b/c.png'}]}] | invalid_value | input[0].content[0].type",
                "'input':[{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},{'role':'user','content':'Hi'}] | invalid_value | input[0]",
                "'input':[{'role':'user','content':'Hi'},{'type':'function_call_output','call_id':'c','output':'x'}] | invalid_value | input[1].call_id",
                "'input':[{'role':'user','content':'Hi'},{'type':'function_call','call_id':'c','name':'f','arguments':'[]'},{'type':'function_call_output','call_id':'c','output':'x'}] | invalid_value | input[1].arguments",
                "'input':[{'role':'user','content':'Hi'},{'type':'function_call','call_id':'c','name':'f','arguments':'{}'},{'type':'function_call_output','call_id':'c','output':[{'type':'input_file','file_data':'x'}]}] | unsupported_value | input[2].output[0].type",
                "'input':'Hi','include':['message.output_text.logprobs'] | unsupported_parameter | include"
            })
    void faultsOverChatAreToldWithTheClientsNames(String fields, String code, String param) {
        HttpResponse<String> answer = ask("{'model':'claude'," + fields + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        JsonNode error = parse(answer.body()).path("error");
        assertThat(error.path("code").asText()).as(error.toString()).isEqualTo(code);
        assertThat(error.path("param").asText()).as(error.toString()).isEqualTo(param);
        assertThat(error.path("message").asText()).doesNotContain("messages[", "tool_calls");
        assertThat(FAKES.anthropic.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAzuresFilterFoundStaysBehind(boolean stream) {
        HttpResponse<String> answer = ask("{'model':'filtered','input':'Hi','stream':" + stream + "}");
        assertThat(FAKES.azure.last().path()).isEqualTo("/openai/v1/responses");
        assertThat(answer.body()).contains("Echo: Hi").doesNotContain("content_filter");
    }

    @Test
    void whatAProviderRefusesOfTheChatIsToldWithTheClientsNames() {
        FAKES.azure.enqueue(Reply.json(
                400,
                quoted("{'error':{'message':'Too small.','type':'invalid_request_error',"
                        + "'param':'messages[1].content[1].image_url','code':'invalid_image'}}")));
        JsonNode error = parse(ask("{'model':'dated','instructions':'Be brief','input':[{'role':'user','content':["
                                + "{'type':'input_text','text':'Hi'},{'type':'input_image','image_url':'https://a.b/c.png'}]}]}")
                        .body())
                .path("error");
        assertThat(error.path("param").asText()).isEqualTo("input[0].content[1].image_url");
        assertThat(error.path("code").asText()).isEqualTo("invalid_image");
    }

    /** A chat with the same model must not suffer for it: until the next reload it would rest. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'error':{'message':'Item with id msg_1 not found.','type':'invalid_request_error','param':'input','code':null}} | 404 | invalid_request_error",
                "404 page not found | 502 | provider_error",
                "{'detail':'Not Found'} | 502 | provider_error"
            })
    void whatIsNotFoundIsNotTheModel(String body, int status, String type) {
        FAKES.openai.enqueue(Reply.json(404, quoted(body)));
        HttpResponse<String> answer = ask("{'model':'gpt','input':[{'role':'user','content':'Hi'}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(parse(answer.body()).at("/error/type").asText()).isEqualTo(type);
        FAKES.openai.enqueue(Reply.json(404, quoted(body)));
        assertThat(ask("{'model':'native-first','input':'Hi'}").statusCode()).isEqualTo(status == 404 ? 404 : 200);
        assertThat(gateway.chat(quoted("{'model':'gpt','messages':[{'role':'user','content':'Hi'}]}"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aModelWithoutEyesIsKnownBeforeItIsAsked() {
        String picture = "'input':[{'role':'user','content':[{'type':'input_text','text':'What is it?'},"
                + "{'type':'input_image','image_url':'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='}]}]}";
        assertThat(parse(ask("{'model':'blind'," + picture).body())
                        .at("/error/param")
                        .asText())
                .isEqualTo("input[0].content[1].image_url");
        assertThat(parse(ask("{'model':'old'," + picture).body())
                        .at("/error/param")
                        .asText())
                .isEqualTo("input[0].content[1].type");
        assertThat(FAKES.calls()).isZero();
    }

    /** A client that hands back all items of a stream: Claude's thoughts and Gemini's signatures come home, and nowhere else. */
    @ParameterizedTest
    @CsvSource({"claude, anthropic/thinking-text-tools, EqQBsig==", "gemini, gemini/tool-call, c2lnLTE="})
    void thoughtsComeBackToWhoeverHadThem(String model, String stream, String signature) {
        FakeProvider home = model.equals("claude") ? FAKES.anthropic : FAKES.vertex;
        home.enqueue(Reply.events(text(Path.of("src/test/resources/translation/streams", stream, "provider.sse"))));
        ArrayNode conversation = JSON.createArrayNode();
        conversation.addObject().put("role", "user").put("content", "Hi");
        String begin = quoted("{'model':'" + model + "'," + TOOL + "'stream':true,'input':") + conversation + "}";
        JsonNode response = LegalResponseStream.check(
                LegalResponseStream.events(gateway.post("/v1/responses", begin).body()));
        response.path("output").forEach(conversation::add);
        for (JsonNode item : response.path("output")) {
            if (item.path("type").asText().equals("function_call")) {
                conversation
                        .addObject()
                        .put("type", "function_call_output")
                        .put("call_id", item.path("call_id").asText())
                        .put("output", "31 degrees");
            }
        }
        FAKES.reset();
        for (String next : List.of(model, "native-first", "chat-first")) {
            HttpResponse<String> answer = gateway.post(
                    "/v1/responses", quoted("{'model':'" + next + "'," + TOOL + "'input':") + conversation + "}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        JsonNode sentHome = home.received().get(0).json();
        assertThat(sentHome.toString()).contains(signature);
        if (model.equals("claude")) {
            assertThat(sentHome.at("/messages/1/content/0/type").asText()).isEqualTo("thinking");
        }
        assertThat(FAKES.openai.last().text()).doesNotContain(signature, "serai1.", "encrypted_content");
        FAKES.openai.assertNothingRefused();
    }

    /** Between calls and their results an agent may put what it likes: providers want the results at once. */
    @Test
    void resultsStandBehindTheirCalls() {
        HttpResponse<String> answer = ask("{'model':'claude'," + TOOL + "'input':[{'role':'user','content':'Hi'},"
                + "{'type':'function_call','call_id':'c1','name':'get_weather','arguments':'{}'},"
                + "{'type':'function_call','call_id':'c2','name':'get_weather','arguments':'{}'},"
                + "{'role':'user','content':'Hurry.'},"
                + "{'type':'function_call_output','call_id':'c2','output':[{'type':'input_text','text':'rain'}]},"
                + "{'type':'function_call_output','call_id':'c1','output':'sun'}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        FAKES.assertTreatedWell();
        JsonNode results = FAKES.anthropic.last().json().at("/messages/2/content");
        assertThat(results)
                .extracting(part -> part.path("type").asText())
                .containsExactly("tool_result", "tool_result", "text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt", "claude"})
    void aClientThatLeavesEndsTheProvidersStream(String model) throws Exception {
        boolean passed = model.equals("gpt");
        FakeProvider fake = passed ? FAKES.openai : FAKES.anthropic;
        Reply stream = passed ? FAKES.openai.responseStream("one ", "two ") : FAKES.anthropic.stream("one ", "two ");
        fake.enqueue(stream.cutAfterContents(1, Reply.Ending.STALL));
        try (Socket client = new Socket("127.0.0.1", gateway.port())) {
            byte[] body = quoted("{'model':'" + model + "','input':'Hi','stream':true}")
                    .getBytes(StandardCharsets.UTF_8);
            String head = "POST /v1/responses HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length + "\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(body);
            StringBuilder read = new StringBuilder();
            while (read.indexOf("one ") < 0) {
                int next = client.getInputStream().read();
                assertThat(next).as(read.toString()).isNotNegative();
                read.append((char) next);
            }
        }
        fake.last().awaitClosedByPeer(SOON);
    }

    @Test
    void usageIsInTheBooks() {
        double before = tokens();
        assertThat(ask("{'model':'gpt','input':'Hello there','stream':true}").body())
                .contains("response.completed");
        assertThat(ask("{'model':'gpt','input':'Hello there'}").statusCode()).isEqualTo(200);
        assertThat(tokens() - before).isEqualTo(6);
    }

    private static double tokens() {
        return gateway.get("/metrics")
                .body()
                .lines()
                .filter(line ->
                        line.startsWith("ai_proxy_tokens_total") && line.contains("\"gpt\"") && line.contains("output"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static HttpResponse<String> ask(String request) {
        return gateway.post("/v1/responses", quoted(request));
    }

    private static String quoted(String lenient) {
        return lenient.replace('\'', '"');
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
