package dev.serai;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows B11 to B40, B73, B75 and B79 to B83 on the shipped routes: each bad request gets the contract's error, costs no call, echoes no
 * secret, and the next request is served.
 */
class BadInputRoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "sk-canaryOfTheClient0123456789";
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String MAPPING = """
            model_mappings:
              good: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              at-bedrock: {default_provider: bedrock, providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
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
        FAKES.openai.refuseUnknownFields(true);
    }

    @AfterEach
    void theNextRequestIsFine() {
        assertThat(post(good("")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"x\"", "42", " "})
    void b11NoObject(String body) {
        refused(post(body), "400 invalid_json null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"good\",",
                "{\"model\":\"good\"}{}",
                "{\"model\":\"good\" /* sk-canaryOfTheClient0123456789 */}",
                "{'model':'good'}",
                "{\"model\":\"good\",\"temperature\":NaN}",
                "{\"model\":\"good\",\"x\":01}"
            })
    void b12NoJson(String body) {
        refused(post(body), "400 invalid_json null");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 100_000})
    void b13Depth(int depth) {
        refused(post(good(",\"x\":" + "[".repeat(depth) + "]".repeat(depth))), "400 json_too_deep x");
    }

    @Test
    void b13DepthThatNeverCloses() {
        refused(post("{\"x\":" + "[".repeat(100_000)), "400 json_too_deep x");
    }

    @Test
    void b15GiantNumbersAndNames() {
        String million = "1".repeat(1 << 20);
        refused(post(good(",\"seed\":" + million)), "400 invalid_json null");
        refused(post(good(",\"" + million + "\":1")), "400 invalid_json null");
    }

    @Test
    void b15AHundredThousandKeys() {
        String keys =
                IntStream.range(0, 100_000).mapToObj(i -> ",\"k" + i + "\":1").collect(Collectors.joining());
        refused(post(good(keys)), "400 invalid_json null");
    }

    @Test
    void b16DuplicateKey() {
        refused(post(good(",\"model\":\"other\"")), "400 duplicate_key model");
        refused(post(good("," + MESSAGES)), "400 duplicate_key messages");
    }

    @Test
    void b17NotUtf8() {
        refused(post(good("").replace("Hi", "\u00e9").getBytes(ISO_8859_1)), "400 invalid_json null");
        refused(post(good("").replace("Hi", "\u00c0\u00af").getBytes(ISO_8859_1)), "400 invalid_json null");
        refused(post(good("").getBytes(UTF_16)), "400 invalid_json null");
    }

    @Test
    void b17ALoneSurrogateIsReplaced() {
        assertThat(post(good("").replace("Hi", "a\\ud800b")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd", "deflate"})
    void b18Compressed(String encoding) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(good("").getBytes(UTF_8));
        }
        refused(
                send(request(zipped.toByteArray()).header("content-encoding", encoding)),
                "415 unsupported_content_encoding null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "application/x-java-serialized-object",
                "application/json; charset=utf-7"
            })
    void b19OtherTypes(String type) {
        refused(
                send(request(good("").getBytes(UTF_8)).setHeader("content-type", type)),
                "415 unsupported_content_type null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "@class", "@type"})
    void b20KeysThatMeanSomethingElsewhere(String name) {
        FAKES.openai.refuseUnknownFields(false);
        assertThat(post(good(",\"" + name + "\":\"java.lang.Runtime\"")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void b21NoModel() {
        refused(post("{" + MESSAGES + "}"), "400 missing_model model");
        refused(post("{\"model\":null," + MESSAGES + "}"), "400 missing_model model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"\" | 400 invalid_value model",
                "7 | 400 invalid_type model",
                "[\"good\"] | 400 invalid_type model",
                "\"../x\" | 404 model_not_found model",
                "\"gpt-4\\r\\nX: y\" | 400 invalid_value model",
                "\"{{env:HOME}}\" | 404 model_not_found model",
                "\"${env:HOME}\" | 404 model_not_found model",
                "\"#bean:x\" | 404 model_not_found model",
                "\"a?b=c&d\" | 404 model_not_found model",
                "\"RAW(x)\" | 404 model_not_found model",
                "\"good \" | 404 model_not_found model"
            })
    void b22OddModels(String model, String expected) {
        HttpResponse<String> answer = post("{\"model\":" + model + "," + MESSAGES + "}");
        refused(answer, expected);
        assertThat(answer.body()).doesNotContain(System.getenv().getOrDefault("HOME", "no home") + "\"");
        assertThat(answer.headers().map()).doesNotContainKey("x");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 5_000})
    void b23LongModels(int length) {
        refused(post("{\"model\":\"" + "a".repeat(length) + "!\"," + MESSAGES + "}"), "400 invalid_value model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"x\":1 | 400 missing_required_parameter messages",
                "\"messages\":[] | 400 empty_array messages",
                "\"messages\":\"Hi\" | 400 invalid_type messages",
                "\"messages\":[null] | 400 invalid_type messages[0]",
                "\"messages\":[{\"role\":\"boss\",\"content\":\"Hi\"}] | 400 invalid_value messages[0].role",
                "\"messages\":[{\"role\":\"user\",\"content\":null}] | 400 invalid_value messages[0].content",
                "\"messages\":[{\"role\":\"tool\",\"content\":\"Hi\"}] | 400 missing_required_parameter messages[0].tool_call_id"
            })
    void b24B25Messages(String messages, String expected) {
        refused(post("{\"model\":\"good\"," + messages + "}"), expected);
    }

    @Test
    void b26TenThousandAndOneMessages() {
        String message = "{\"role\":\"user\",\"content\":\"x\"}";
        refused(
                post("{\"model\":\"good\",\"messages\":[" + (message + ",").repeat(10_000) + message + "]}"),
                "400 array_above_max_length messages");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"temperature\":2.1 | 400 decimal_above_max_value temperature",
                "\"temperature\":-1 | 400 decimal_below_min_value temperature",
                "\"temperature\":\"1\" | 400 invalid_type temperature",
                "\"temperature\":1e400000 | 400 invalid_json null",
                "\"max_tokens\":0 | 400 integer_below_min_value max_tokens",
                "\"max_tokens\":1000000000 | 400 integer_above_max_value max_tokens",
                "\"max_tokens\":1.5 | 400 invalid_type max_tokens",
                "\"n\":0 | 400 integer_below_min_value n",
                "\"n\":129 | 400 integer_above_max_value n",
                "\"top_p\":1.1 | 400 decimal_above_max_value top_p",
                "\"logprobs\":\"yes\" | 400 invalid_type logprobs",
                "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"] | 400 array_above_max_length stop",
                "\"stream\":\"true\" | 400 invalid_type stream",
                "\"stream_options\":{} | 400 invalid_value stream_options",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}] | 400 invalid_value tools[0].function.name",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":7}}] | 400 invalid_type tools[0].function.parameters"
            })
    void b27ToB32Fields(String field, String expected) {
        refused(post(good("," + field)), expected);
    }

    @Test
    void b33AThousandSchemasDeep() {
        String open = "{\"type\":\"object\",\"properties\":{\"a\":";
        String schema = open.repeat(1_000) + "{}" + "}}".repeat(1_000);
        refused(
                post(good(",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
                        + schema + "}}")),
                "400 json_too_deep response_format");
    }

    @Test
    void b34WhatAProviderCannotDoIsSaid() {
        HttpResponse<String> answer =
                post("{\"model\":\"at-bedrock\",\"logit_bias\":{\"50256\":-100}," + MESSAGES + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-dropped-params")).contains("logit_bias");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api_base",
                "base_url",
                "api_key",
                "extra_headers",
                "custom_llm_provider",
                "mock_response",
                "user_config",
                "aws_secret_access_key",
                "vertex_project",
                "fallbacks"
            })
    void t5B36FieldsThatSteer(String name) {
        refused(post(good(",\"" + name + "\":\"" + SECRET + "\"")), "400 unknown_parameter " + name);
    }

    @Test
    void b37AnUnknownFieldArrives() {
        FAKES.openai.refuseUnknownFields(false);
        assertThat(post(good(",\"some_field\":{\"a\":[1]}")).statusCode()).isEqualTo(200);
        assertThat(FAKES.openai.last().json().at("/some_field/a/0").asInt()).isEqualTo(1);
    }

    @Test
    void b38AModelInTheQuery() {
        refused(send(to("/v1/chat/completions?model=other", good(""))), "400 unknown_parameter model");
    }

    @Test
    void b6AKeyInTheQuery() {
        refused(send(to("/v1/chat/completions?api_key=" + SECRET, good(""))), "400 key_in_query api_key");
    }

    @Test
    void b39APreferredProviderThatIsNone() {
        refused(
                send(request(good("").getBytes(UTF_8)).header("X-Preferred-Provider", SECRET)),
                "400 invalid_value X-Preferred-Provider");
        refused(
                send(request(good("").getBytes(UTF_8))
                        .header("X-Preferred-Provider", "openai")
                        .header("X-Preferred-Provider", "bedrock")),
                "400 invalid_value X-Preferred-Provider");
    }

    @Test
    void b39AnEmptyPreferredProviderIsNone() {
        assertThat(send(request(good("").getBytes(UTF_8)).header("X-Preferred-Provider", ""))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "x;y", "{\"a\":1}"})
    void b40OddRequestIdsAreReplaced(String id) {
        HttpResponse<String> answer = send(request(good("").getBytes(UTF_8)).header("X-Request-ID", id));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-request-id"))
                .hasValueSatisfying(given -> assertThat(given).matches("[A-Za-z0-9_-]{1,64}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "a%2Fb", "%7B%7Benv:HOME%7D%7D"})
    void b73UnknownModelIds(String id) {
        refused(gateway.get("/v1/models/" + id), "404 model_not_found model");
    }

    @Test
    void b73AFolderAboveIsNoPath() {
        refused(gateway.get("/v1/models/.."), "404 unknown_url null");
        refused(gateway.get("/v1/models/../models"), "404 unknown_url null");
    }

    @Test
    void b73AModelIdOfThreeKilobytes() {
        refused(gateway.get("/v1/models/" + "a".repeat(3_000)), "404 model_not_found model");
    }

    @Test
    void b75AcceptDecidesNothing() {
        assertThat(send(request(good("").getBytes(UTF_8)).header("Accept", "text/html"))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> stream =
                send(request(good(",\"stream\":true").getBytes(UTF_8)).header("Accept", "application/json"));
        assertThat(stream.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(stream.body()).endsWith("data: [DONE]\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri=http://127.0.0.1:9/",
                "Authorization=Bearer%20x",
                "X-Tenant=a",
                "bridgeEndpoint=true",
                "throwExceptionOnFailure=true"
            })
    void b80QueriesHaveNoEffect(String query) {
        assertThat(send(to("/v1/chat/completions?" + query, good(""))).statusCode())
                .isEqualTo(200);
        assertThat(FAKES.openai.last().target()).isEqualTo("/v1/chat/completions");
        assertThat(FAKES.openai.last().contains("127.0.0.1:9/")).isFalse();
    }

    @Test
    void b81FormFields() {
        HttpRequest.Builder form = request("CamelHttpUri=http%3A%2F%2F127.0.0.1%3A9%2F".getBytes(UTF_8))
                .setHeader("content-type", "application/x-www-form-urlencoded");
        refused(send(form), "415 unsupported_content_type null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: [DONE]\\n\\ndata: {\\\"error\\\":{}}\\n\\n",
                "\\u001b[2J\\u2028\\r",
                "${jndi:ldap://127.0.0.1:9/x}",
                "{{env:HOME}} ${body} $simple{body} #{7*7}",
                "%s %n %d {} {}"
            })
    void b83T32PromptsAreWordsOnly(String prompt) throws IOException {
        String body = good("").replace("Hi", prompt);
        assertThat(post(body).statusCode()).isEqualTo(200);
        assertThat(FAKES.openai.last().json().at("/messages/0/content")).isEqualTo(JSON.readTree("\"" + prompt + "\""));
        HttpResponse<String> stream = post(body.replace("\"good\"", "\"sandbox-echo\",\"stream\":true"));
        assertThat(said(stream)).isEqualTo(JSON.readTree("\"" + prompt + "\"").asText());
    }

    /** What the deltas of a stream say together, read as strictly as no client would. */
    private static String said(HttpResponse<String> stream) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String event : stream.body().split("\n\n")) {
            assertThat(event).startsWith("data: ").doesNotContain("\n");
            if (!event.equals("data: [DONE]")) {
                text.append(JSON.readTree(event.substring(6))
                        .at("/choices/0/delta/content")
                        .asText(""));
            }
        }
        return text.toString();
    }

    private static void refused(HttpResponse<String> answer, String statusCodeAndParam) {
        JsonNode error = parse(answer.body()).path("error");
        assertThat(answer.statusCode() + " " + error.path("code").asText() + " "
                        + error.path("param").asText())
                .as(answer.body())
                .isEqualTo(statusCodeAndParam);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.propertyStream().map(field -> field.getKey()))
                .containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(answer.body())
                .doesNotContain(SECRET)
                .doesNotContain("xception")
                .doesNotContain("dev.serai")
                .doesNotContain("fasterxml");
        assertThat(answer.body().length()).isLessThan(2_000);
        assertThat(FAKES.calls()).isZero();
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }

    private static String good(String more) {
        return "{\"model\":\"good\"," + MESSAGES + more + "}";
    }

    private static HttpResponse<String> post(String body) {
        return gateway.chat(body);
    }

    private static HttpResponse<String> post(byte[] body) {
        return send(request(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        return gateway.send(request.build());
    }

    private static HttpRequest.Builder request(byte[] body) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofByteArray(body));
    }

    private static HttpRequest.Builder to(String path, String body) {
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }
}
