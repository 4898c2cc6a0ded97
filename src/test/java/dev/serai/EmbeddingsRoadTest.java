package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fakes.FakeVectors;
import dev.serai.fakes.ReceivedCall;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** POST /v1/embeddings through the shipped routes, against strict fakes. */
class EmbeddingsRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAPPING = """
            model_mappings:
              small: {default_provider: openai, providers: {openai: {model: text-embedding-3-small}}}
              titan-1: {default_provider: bedrock, providers: {bedrock: {model: amazon.titan-embed-text-v1}}}
              titan-2:
                default_provider: bedrock
                providers:
                  bedrock: {model: "amazon.titan-embed-text-v2:0"}
              titan-twice:
                default_provider: bedrock
                providers:
                  bedrock: {model: "amazon.titan-embed-text-v2:0"}
                  second: {model: "us.amazon.titan-embed-text-v2:0"}
              cohere-3: {default_provider: bedrock, providers: {bedrock: {model: cohere.embed-english-v3}}}
              cohere-4: {default_provider: bedrock, providers: {bedrock: {model: "cohere.embed-v4:0"}}}
              nova:
                default_provider: bedrock
                providers: {bedrock: {model: "amazon.nova-2-multimodal-embeddings-v1:0"}}
              gecko: {default_provider: vertex, providers: {vertex: {model: text-embedding-005}}}
              gemini-1: {default_provider: vertex, providers: {vertex: {model: gemini-embedding-001}}}
              gemini-2: {default_provider: vertex, providers: {vertex: {model: gemini-embedding-2}}}
              llama-maas: {default_provider: vertex, providers: {vertex: {model: meta/llama-next-maas}}}
              oci-3: {default_provider: oracle, providers: {oracle: {model: cohere.embed-multilingual-v3.0}}}
              oci-4: {default_provider: oracle, providers: {oracle: {model: cohere.embed-v4.0}}}
              cohere-anywhere:
                default_provider: bedrock
                providers:
                  bedrock: {model: cohere.embed-multilingual-v3}
                  oracle: {model: cohere.embed-multilingual-v3.0}
              slate: {default_provider: ibm, providers: {ibm: {model: ibm/slate-30m-english-rtrvr}}}
              mixed:
                default_provider: bedrock
                providers:
                  bedrock: {model: "amazon.titan-embed-text-v2:0"}
                  openai: {model: text-embedding-3-small}
              turning:
                default_provider: bedrock
                fallback_models: {error: [small]}
                providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}
              gpt: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-next}}}
            routing:
              fallback: {enabled: true, providers: [bedrock, second, oracle, openai], max_attempts: 2}
            providers:
              bedrock: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
              second: {type: bedrock, base_url: "%s"}
            """;

    private static ProviderFakes fakes;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        fakes = new ProviderFakes();
        gateway = RunningGateway.start(MAPPING.formatted(fakes.bedrock.origin()), fakes.environment());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        fakes.close();
    }

    @BeforeEach
    void forget() {
        fakes.reset();
    }

    @Test
    void openAiGetsTheBytesAsTheyAreButForTheModel() throws IOException {
        String body =
                "{ \"input\" : [\"caf\\u00e9\", \"two words\"],\"model\":\"small\", \"dimensions\": 8,  \"user\":\"u\"}";
        JsonNode answer = good(body);
        assertThat(fakes.openai.last().target()).isEqualTo("/v1/embeddings");
        assertThat(fakes.openai.last().text()).isEqualTo(body.replace("\"small\"", "\"text-embedding-3-small\""));
        assertThat(answer.path("model").asText()).isEqualTo("small");
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(3);
        assertThat(floats(answer, 1)).containsExactly(FakeVectors.of("two words", 8));
        fakes.assertTreatedWell();
    }

    @Test
    void openAiTakesTokens() throws IOException {
        JsonNode answer = good("{\"model\":\"small\",\"input\":[[1,2,3],[4]],\"encoding_format\":\"base64\"}");
        assertThat(answer.path("data")).hasSize(2);
        assertThat(decoded(answer, 1)).containsExactly(FakeVectors.of("[4]", 1536));
    }

    @Test
    void aProviderThatTakesOneTextIsAskedForEach() throws IOException {
        List<String> texts = IntStream.range(0, 21).mapToObj(i -> "text " + i).toList();
        JsonNode answer = good(request("titan-2", texts).put("dimensions", 256).toString());
        assertThat(fakes.bedrock.received()).hasSize(21).allSatisfy(call -> assertThat(call.target())
                .isEqualTo("/model/amazon.titan-embed-text-v2%3A0/invoke"));
        assertThat(answer.path("data")).hasSize(21);
        for (int i = 0; i < texts.size(); i++) {
            assertThat(answer.at("/data/" + i + "/index").asInt()).isEqualTo(i);
            assertThat(floats(answer, i)).containsExactly(FakeVectors.of(texts.get(i), 256));
        }
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(42);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(42);
        fakes.assertTreatedWell();
    }

    @Test
    void severalCallsAreOneAttempt() {
        HttpResponse<String> answer =
                post(request("titan-1", List.of("one", "two", "three")).toString());
        assertThat(answer.headers().firstValue("X-Attempts")).hasValue("1");
        assertThat(answer.headers().firstValue("X-Provider")).hasValue("bedrock");
        assertThat(answer.headers().firstValue("X-Provider-Request-ID")).isPresent();
        assertThat(gateway.get("/metrics").body())
                .contains("ai_proxy_tokens_total{model=\"titan-1\",provider=\"bedrock\",type=\"input\"} 3.0");
    }

    @Test
    void aProviderThatTakesSoManyIsAskedInChunks() throws IOException {
        List<String> texts = IntStream.range(0, 200).mapToObj(i -> "text " + i).toList();
        JsonNode answer = good(request("cohere-3", texts)
                .put("encoding_format", "base64")
                .put("input_type", "query")
                .toString());
        List<ReceivedCall> calls = fakes.bedrock.received();
        assertThat(calls).hasSize(3);
        assertThat(calls.stream().map(call -> call.json().path("texts").size())).containsExactlyInAnyOrder(96, 96, 8);
        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(call.json().path("input_type").asText()).isEqualTo("search_query"));
        assertThat(decoded(answer, 199)).containsExactly(FakeVectors.of("text 199", 1024));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(400);
        fakes.assertTreatedWell();
    }

    @Test
    void googlesOlderModelsArePredicted() throws IOException {
        List<String> texts = IntStream.range(0, 251).mapToObj(i -> "text " + i).toList();
        JsonNode answer = good(request("gecko", texts).toString());
        assertThat(fakes.vertex.received()).hasSize(2);
        assertThat(fakes.vertex.last().path()).endsWith("/publishers/google/models/text-embedding-005:predict");
        assertThat(floats(answer, 250)).containsExactly(FakeVectors.of("text 250", 768));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(502);
        fakes.assertTreatedWell();
    }

    /** Google limits not only how many texts there are, but how long all of them are together. */
    @Test
    void longTextsAreFewerACall() throws IOException {
        List<String> texts =
                IntStream.range(0, 100).mapToObj(i -> "inn ".repeat(299) + i).toList();
        JsonNode answer = good(request("gecko", texts).toString());
        assertThat(fakes.vertex.received()).hasSizeGreaterThan(1);
        assertThat(floats(answer, 99)).containsExactly(FakeVectors.of(texts.get(99), 768));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(30_000);
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @CsvSource({"gemini-1,predict", "gemini-2,embedContent"})
    void geminiTakesOneTextAndItsShortVectorsAreMadeUnitVectors(String model, String verb) throws IOException {
        JsonNode answer = good(request(model, List.of("one", "two"))
                .put("dimensions", 8)
                .put("task_type", "RETRIEVAL_QUERY")
                .toString());
        assertThat(fakes.vertex.received()).hasSize(2).allSatisfy(call -> assertThat(call.path())
                .endsWith(":" + verb));
        assertThat(fakes.vertex.last().text()).contains("RETRIEVAL_QUERY");
        float[] vector = floats(answer, 1);
        double squares = 0;
        for (float number : vector) {
            squares += number * number;
        }
        assertThat(vector).hasSize(8);
        assertThat(squares).isCloseTo(1, within(1e-5));
        assertThat(vector[1] / vector[0])
                .isCloseTo(FakeVectors.of("two", 8)[1] / FakeVectors.of("two", 8)[0], within(1e-4f));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
        fakes.assertTreatedWell();
    }

    @Test
    void ociTakesChunks() throws IOException {
        List<String> texts = IntStream.range(0, 100).mapToObj(i -> "text " + i).toList();
        JsonNode answer = good(request("oci-4", texts).put("dimensions", 256).toString());
        assertThat(fakes.oracle.received()).hasSize(2);
        assertThat(floats(answer, 99)).containsExactly(FakeVectors.of("text 99", 256));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(200);
        assertThat(good("{\"model\":\"oci-3\",\"input\":\"a\"}").has("usage")).isFalse();
        fakes.assertTreatedWell();
    }

    @Test
    void watsonxTakesAThousand() throws IOException {
        List<String> texts = IntStream.range(0, 1001).mapToObj(i -> "text " + i).toList();
        JsonNode answer = good(request("slate", texts).toString());
        assertThat(fakes.watsonx.received()).hasSize(2);
        assertThat(fakes.watsonx.last().path()).isEqualTo("/ml/v1/text/embeddings");
        assertThat(floats(answer, 1000)).containsExactly(FakeVectors.of("text 1000", 384));
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(2002);
        fakes.assertTreatedWell();
    }

    @Test
    void theSameModelElsewhereIsASubstitute() throws IOException {
        fakes.bedrock.always(fakes.bedrock.error(503));
        HttpResponse<String> answer = post("{\"model\":\"cohere-anywhere\",\"input\":\"a text\"}");
        assertThat(answer.headers().firstValue("X-Provider")).hasValue("oracle");
        assertThat(floats(JSON.readTree(answer.body()), 0)).containsExactly(FakeVectors.of("a text", 1024));
    }

    @Test
    void tokensThatNobodyCountedAreNoZero() throws IOException {
        JsonNode answer = good("{\"model\":\"nova\",\"input\":\"a text\",\"dimensions\":256}");
        assertThat(floats(answer, 0)).containsExactly(FakeVectors.of("a text", 256));
        assertThat(answer.has("usage")).isFalse();
        assertThat(gateway.get("/metrics").body())
                .contains("ai_proxy_tokens_total{model=\"nova\",provider=\"bedrock\",type=\"input\"} 2.0");
    }

    @Test
    void oneTextThatFailsFailsAll() throws IOException {
        fakes.bedrock.when("text 7\"", fakes.bedrock.error(400));
        List<String> texts = IntStream.range(0, 40).mapToObj(i -> "text " + i).toList();
        HttpResponse<String> answer = post(request("titan-2", texts).toString());
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer).path("message").asText()).isEqualTo("Scripted refusal.");
        assertThat(answer.headers().firstValue("X-Attempts")).hasValue("1");
    }

    @Test
    void aTextThatNeedsAnotherTryGoesWithAllToTheNextTarget() throws IOException {
        fakes.bedrock.enqueue(fakes.bedrock.error(503));
        HttpResponse<String> answer =
                post(request("titan-twice", List.of("one", "two", "three")).toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Attempts")).hasValue("2");
        assertThat(answer.headers().firstValue("X-Provider")).hasValue("second");
        assertThat(floats(JSON.readTree(answer.body()), 2)).containsExactly(FakeVectors.of("three", 1024));
    }

    @Test
    void vectorsOfAnotherModelAreNoSubstitute() throws IOException {
        fakes.bedrock.always(fakes.bedrock.error(503));
        HttpResponse<String> answer = post("{\"model\":\"mixed\",\"input\":\"a text\"}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(fakes.openai.received()).isEmpty();
    }

    @Test
    void norAreThoseOfAModelToTurnTo() {
        fakes.bedrock.always(fakes.bedrock.error(503));
        assertThat(post("{\"model\":\"turning\",\"input\":\"a text\"}").statusCode())
                .isEqualTo(503);
        assertThat(fakes.openai.received()).isEmpty();
    }

    @Test
    void severalCallsEndWithTheirClient() throws Exception {
        fakes.bedrock.always(dev.serai.fakes.Reply.silence());
        List<String> texts = IntStream.range(0, 100).mapToObj(i -> "text " + i).toList();
        byte[] body = request("titan-2", texts).toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        java.net.URI origin = java.net.URI.create(gateway.baseUrl());
        try (java.net.Socket socket = new java.net.Socket(origin.getHost(), origin.getPort())) {
            socket.getOutputStream()
                    .write(
                            ("POST /v1/embeddings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                            + body.length + "\r\n\r\n")
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            assertThat(fakes.bedrock.awaitCalls(8, java.time.Duration.ofSeconds(10)))
                    .hasSize(8);
        }
        for (ReceivedCall call : fakes.bedrock.received()) {
            call.awaitClosedByPeer(java.time.Duration.ofSeconds(10));
        }
        assertThat(fakes.bedrock.received()).as("nothing begins for nobody").hasSize(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model":"small"}                                         | input              | missing_required_parameter
            {"model":"small","input":null}                            | input              | missing_required_parameter
            {"model":"small","input":""}                              | input              | empty_string
            {"model":"small","input":["a",""]}                        | input[1]           | empty_string
            {"model":"small","input":[]}                              | input              | empty_array
            {"model":"small","input":[[]]}                            | input[0]           | empty_array
            {"model":"small","input":[[[1]]]}                         | input[0][0]        | invalid_type
            {"model":"small","input":[1,-1]}                          | input[1]           | integer_below_min_value
            {"model":"small","input":[1,"a"]}                         | input[1]           | invalid_type
            {"model":"small","input":["a",1]}                         | input[1]           | invalid_type
            {"model":"small","input":7}                               | input              | invalid_type
            {"model":"small","input":"a","encoding_format":"hex"}     | encoding_format    | invalid_value
            {"model":"small","input":"a","dimensions":0}              | dimensions         | integer_below_min_value
            {"model":"small","input":"a","dimensions":-1}             | dimensions         | integer_below_min_value
            {"model":"small","input":"a","dimensions":1000000}        | dimensions         | integer_above_max_value
            {"model":"small","input":"a","dimensions":1537}           | dimensions         | integer_above_max_value
            {"model":"small","input":"a","input_type":"song"}         | input_type         | invalid_value
            {"model":"small","input":"a","base_url":"http://x"}       | base_url           | unknown_parameter
            {"model":"titan-1","input":"a","dimensions":256}          | dimensions         | unsupported_parameter
            {"model":"titan-2","input":"a","dimensions":300}          | dimensions         | unsupported_value
            {"model":"titan-2","input":[1,2]}                         | input              | unsupported_value
            {"model":"cohere-3","input":"a","dimensions":256}         | dimensions         | unsupported_parameter
            {"model":"gpt","input":"a"}                               | model              | unsupported_value
            {"model":"slate","input":"a","dimensions":100}            | dimensions         | unsupported_parameter
            {"model":"llama-maas","input":"a"}                        | model              | unsupported_value
            {"model":"claude","input":"a"}                            | model              | unsupported_value
            """)
    void whatCantBeDoneIsRefusedAndSentNowhere(String body, String param, String code) throws IOException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(error(answer).path("param").asText()).isEqualTo(param);
        assertThat(error(answer).path("code").asText()).isEqualTo(code);
        assertThat(error(answer).path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(fakes.calls()).isZero();
    }

    @Test
    void listsAndTokensHaveAnEnd() throws IOException {
        List<String> texts = IntStream.range(0, 2049).mapToObj(i -> "t").toList();
        assertRefused(request("small", texts).toString(), "input", "array_above_max_length");
        String tokens = "[" + "1,".repeat(8999) + "1]";
        assertRefused("{\"model\":\"small\",\"input\":" + tokens + "}", "input", "context_length_exceeded");
        assertThat(fakes.calls()).isZero();
    }

    @Test
    void aModelForEmbeddingsHoldsNoConversation() throws IOException {
        HttpResponse<String> answer =
                gateway.chat("{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(error(answer).path("code").asText()).isEqualTo("unsupported_value");
        assertThat(error(answer).path("param").asText()).isEqualTo("model");
    }

    @Test
    void whatAModelDoesNotTakeIsLeftOutAndNamed() {
        HttpResponse<String> answer =
                post("{\"model\":\"titan-2\",\"input\":\"a\",\"user\":\"u\",\"input_type\":\"query\"}");
        assertThat(answer.headers().firstValue("X-Dropped-Params")).hasValue("user, input_type");
    }

    private static void assertRefused(String body, String param, String code) throws IOException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(error(answer).path("param").asText()).isEqualTo(param);
        assertThat(error(answer).path("code").asText()).isEqualTo(code);
    }

    private static ObjectNode request(String model, List<String> texts) {
        ObjectNode request = JSON.createObjectNode().put("model", model);
        texts.forEach(request.putArray("input")::add);
        return request;
    }

    private static HttpResponse<String> post(String body) {
        return gateway.post("/v1/embeddings", body);
    }

    private static JsonNode good(String body) throws IOException {
        HttpResponse<String> answer = post(body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode json = JSON.readTree(answer.body());
        assertThat(json.path("object").asText()).isEqualTo("list");
        return json;
    }

    private static JsonNode error(HttpResponse<String> answer) throws IOException {
        return JSON.readTree(answer.body()).path("error");
    }

    private static float[] floats(JsonNode answer, int index) {
        JsonNode numbers = answer.at("/data/" + index + "/embedding");
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = Float.parseFloat(numbers.get(i).asText());
        }
        return vector;
    }

    private static float[] decoded(JsonNode answer, int index) {
        byte[] bytes = Base64.getDecoder()
                .decode(answer.at("/data/" + index + "/embedding").asText());
        float[] vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
        return vector;
    }
}
