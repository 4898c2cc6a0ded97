package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOci;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows T1 to T4 and T34: each provider has secrets that are unique in this run, everything is logged at TRACE, and after each test no
 * secret stands where it does not belong: in a log, in an answer, in a metric, at another provider.
 */
class SecretsRoadTest {
    private static final String MAPPING = """
            model_mappings:
              openai-first: {default_provider: openai, providers: {openai: {model: gpt-4o}, anthropic: {model: claude-3-5-sonnet-20241022}, bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
              refused-401: {default_provider: refusing-401, providers: {refusing-401: {model: gpt-4o}, anthropic: {model: claude-3-5-sonnet-20241022}}}
              refused-403: {default_provider: refusing-403, providers: {refusing-403: {model: gpt-4o}, anthropic: {model: claude-3-5-sonnet-20241022}}}
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              at-azure: {default_provider: azure, providers: {azure: {deployment: gpt-4o}}}
              at-anthropic: {default_provider: anthropic, providers: {anthropic: {model: claude-3-5-sonnet-20241022}}}
              at-bedrock: {default_provider: bedrock, providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
              at-vertex: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
              at-oracle: {default_provider: oracle, providers: {oracle: {model: meta.llama-3.3-70b-instruct}}}
              at-oracle-by-token: {default_provider: oracle-by-token, providers: {oracle-by-token: {model: meta.llama-3.3-70b-instruct}}}
              at-ibm: {default_provider: ibm, providers: {ibm: {model: ibm/granite-4-h-small}}}
            routing:
              fallback: {enabled: true, providers: [openai, anthropic, bedrock], max_attempts: 2}
            providers:
              openai: {breaker: {minimum_calls: 1000, window: 1000}}
              azure: {breaker: {minimum_calls: 1000, window: 1000}}
              anthropic: {breaker: {minimum_calls: 1000, window: 1000}}
              bedrock: {breaker: {minimum_calls: 1000, window: 1000}}
              vertex: {breaker: {minimum_calls: 1000, window: 1000}}
              oracle: {breaker: {minimum_calls: 1000, window: 1000}}
              oracle-by-token: {type: oracle, base_url: "${BY_TOKEN_URL}", api_key: "${BY_TOKEN_KEY}", compartment_id: "${ORACLE_COMPARTMENT_ID}", breaker: {minimum_calls: 1000, window: 1000}}
              ibm: {breaker: {minimum_calls: 1000, window: 1000}}
              refusing-401: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}"}
              refusing-403: {type: openai, base_url: "${OPENAI_BASE_URL}", api_key: "${OPENAI_API_KEY}"}
            """;
    private static final ProviderFakes FAKES = new ProviderFakes(FakeBedrock.startWithSessionToken());
    private static final FakeOci BY_TOKEN = FakeOci.startWithToken();
    private static final EverythingLogged LOG = new EverythingLogged();
    private static RunningGateway gateway;

    private final List<HttpResponse<String>> answers = new ArrayList<>();

    @BeforeAll
    static void start() {
        LOG.begin();
        Map<String, String> variables = new HashMap<>(FAKES.environment());
        variables.put("BY_TOKEN_URL", BY_TOKEN.origin().toString());
        variables.put("BY_TOKEN_KEY", BY_TOKEN.credentials().get(0));
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterAll
    static void stop() {
        try {
            gateway.close();
            LOG.assertHolds(credentials());
        } finally {
            LOG.end();
            BY_TOKEN.close();
            FAKES.close();
        }
    }

    @BeforeEach
    void forget() {
        FAKES.reset();
        BY_TOKEN.forget();
    }

    @AfterEach
    void noSecretIsWhereItDoesNotBelong() {
        FAKES.assertTreatedWell();
        answers.add(gateway.get("/metrics"));
        answers.add(gateway.get("/ready"));
        answers.add(gateway.get("/v1/models"));
        for (HttpResponse<String> answer : answers) {
            String whole = answer.headers().map() + answer.body();
            credentials().forEach(secret -> assertThat(whole).doesNotContain(secret));
        }
        LOG.assertHolds(credentials());
    }

    private static List<String> credentials() {
        return Stream.concat(FAKES.credentials().stream(), BY_TOKEN.credentials().stream())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cAmElHttpUri",
                "CamelHttpPath",
                "CamelHttpQuery",
                "CAMELHTTPMETHOD",
                "CamelBeanMethodName",
                "CamelRestHttpUri",
                "CamelHttpResponseCode",
                "CamelToDynamicUri",
                "org.apache.camel.x",
                "x-provider",
                "x-gateway-provider",
                "x-tenant",
                "x-forwarded-host",
                "x-amz-security-token",
                "anthropic-beta",
                "openai-organization"
            })
    void t1T2HeadersOfAClientSteerNothing(String name) {
        String value = "http://127.0.0.1:9/canary";
        for (String path : List.of("/v1/chat/completions", "/v1/chat/completions?" + name + "=" + value)) {
            HttpResponse<String> answer = send(chat(path, "at-openai").header(name, value));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().map().toString()).doesNotContain("canary");
        }
        assertThat(FAKES.openai.received()).hasSize(2);
        assertThat(FAKES.openai.received()).noneMatch(call -> call.contains("canary"));
    }

    @Test
    void t3CredentialsOfAClientReachNoProvider() {
        for (String model :
                List.of("at-openai", "at-azure", "at-anthropic", "at-bedrock", "at-vertex", "at-oracle", "at-ibm")) {
            HttpResponse<String> answer = send(chat("/v1/chat/completions", model)
                    .header("Authorization", "Bearer client-canary")
                    .header("x-api-key", "client-canary")
                    .header("api-key", "client-canary")
                    .header("Cookie", "session=client-canary"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        assertThat(FAKES.all())
                .flatExtracting(FakeProvider::received)
                .hasSizeGreaterThanOrEqualTo(4)
                .noneMatch(call -> call.contains("client-canary"));
        LOG.assertHolds(List.of("client-canary"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t3FailoverTakesNoCredentialAlong(boolean stream) {
        FAKES.openai.enqueue(FAKES.openai.error(500));
        FAKES.anthropic.enqueue(FAKES.anthropic.error(529));
        HttpResponse<String> answer = ask("openai-first", stream);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-provider")).contains("bedrock");
        assertThat(answer.headers().firstValue("x-attempts")).contains("3");
        assertThat(List.of(FAKES.openai, FAKES.anthropic, FAKES.bedrock))
                .allSatisfy(fake -> assertThat(fake.received()).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at-openai",
                "at-azure",
                "at-anthropic",
                "at-bedrock",
                "at-vertex",
                "at-oracle-by-token",
                "at-ibm"
            })
    void t4ErrorsThatQuoteSecretsAreScrubbed(String model) {
        FakeProvider fake = Stream.concat(FAKES.all().stream(), Stream.of(BY_TOKEN))
                .filter(one -> model.endsWith(one.provider()) || model.endsWith("by-token") && one == BY_TOKEN)
                .findFirst()
                .orElseThrow();
        assertThat(ask(model, false).statusCode()).isEqualTo(200);
        for (String secret : shown(fake)) {
            quotes(fake, model, secret);
        }
        assertThat(gateway.get("/ready").body()).doesNotContain("canary");
    }

    /** What the fake knows of the gateway, and what it was shown, however that was come by. */
    private static Set<String> shown(FakeProvider fake) {
        Set<String> secrets = new LinkedHashSet<>(fake.credentials());
        for (String header :
                List.of("Authorization", "x-amz-security-token", "api-key", "x-api-key", "x-goog-api-key")) {
            for (String value : fake.last().headers(header)) {
                // A signature is another with every request.
                if (!value.startsWith("AWS4-HMAC-SHA256")) {
                    secrets.add(value.substring(value.lastIndexOf(' ') + 1));
                }
            }
        }
        assertThat(secrets).isNotEmpty();
        return secrets;
    }

    private void quotes(FakeProvider fake, String model, String secret) {
        String words = "Key " + secret + " of arn:aws:iam::123456789012:role/canary-role at"
                + " https://internal.canary.example/v1 (10.1.2.3) is wrong";
        for (int status : new int[] {400, 422, 500, 503}) {
            fake.enqueue(Reply.json(
                    status,
                    "{\"type\":\"error\",\"message\":\"" + words + "\",\"error\":{\"type\":\"x\",\"message\":\"" + words
                            + "\"}}"));
            HttpResponse<String> answer = ask(model, false);
            assertThat(answer.statusCode()).isIn(400, 422, 503);
            assertThat(answer.body())
                    .doesNotContain(secret)
                    .doesNotContain("canary")
                    .doesNotContain("123456789012")
                    .doesNotContain("10.1.2.3");
        }
    }

    @Test
    void t4AStreamThatBreaksOffWithASecretTellsNone() {
        assertThat(ask("at-bedrock", false).statusCode()).isEqualTo(200);
        String token = FAKES.bedrock.last().header("x-amz-security-token");
        FAKES.bedrock.enqueue(FAKES.bedrock.stream("Hello", " you")
                .interruptedAfterContents(
                        1, FAKES.bedrock.exceptionFrame("internalServerException", "Token " + token + " is wrong")));
        HttpResponse<String> answer = ask("at-bedrock", true);
        assertThat(answer.body())
                .contains("Hello", "Token …", "\"error\"")
                .doesNotContain(token)
                .doesNotContain(token.substring(token.length() - 20));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void t4RefusedCredentialsAreNotQuoted(int status) {
        String key = FAKES.openai.key();
        FAKES.openai.enqueue(FAKES.openai.error(
                status, "invalid_request_error", "invalid_api_key", null, "Incorrect API key provided: " + key));
        HttpResponse<String> answer = ask("refused-" + status, false);
        assertThat(answer.headers().firstValue("x-provider")).contains("anthropic");
        assertThat(answer.headers().firstValue("x-attempts")).contains("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"at-openai", "at-azure", "at-anthropic", "at-bedrock", "at-vertex", "at-oracle", "at-ibm"})
    void t4BrokenConnectionsTellNothing(String model) {
        FAKES.all().forEach(fake -> fake.always(Reply.reset()));
        HttpResponse<String> answer = ask(model, false);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).doesNotContain("127.0.0.1").doesNotContain("xception");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void t34HeadersOfAProviderStayBehind(boolean stream) {
        Map<String, String> odd = Map.ofEntries(
                Map.entry("Set-Cookie", "canary=1"),
                Map.entry("Server", "canary"),
                Map.entry("Location", "http://canary.example/"),
                Map.entry("openai-organization", "canary"),
                Map.entry("openai-project", "canary"),
                Map.entry("x-internal", "canary"),
                Map.entry("api-key", "canary"),
                Map.entry("Authorization", "canary"),
                Map.entry("WWW-Authenticate", "canary"),
                Map.entry("Access-Control-Allow-Origin", "canary"),
                Map.entry("Strict-Transport-Security", "canary"),
                Map.entry("Via", "canary"),
                Map.entry("X-Powered-By", "canary"),
                Map.entry("X-Provider", "canary"),
                Map.entry("X-Attempts", "canary"),
                Map.entry("X-Dropped-Params", "canary"),
                Map.entry("Cache-Control", "canary"),
                Map.entry("CamelHttpResponseCode", "canary"),
                Map.entry("CamelHttpUri", "canary"),
                Map.entry("Alt-Svc", "canary"));
        Reply reply = stream ? FAKES.openai.stream("Hello") : FAKES.openai.text("Hello");
        for (Map.Entry<String, String> header : odd.entrySet()) {
            reply = reply.header(header.getKey(), header.getValue());
        }
        FAKES.openai.enqueue(reply);
        HttpResponse<String> answer = ask("at-openai", stream);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map().toString()).doesNotContain("canary");
        FAKES.openai.enqueue(
                FAKES.openai.error(400).header("Set-Cookie", "canary=1").header("Location", "canary"));
        assertThat(ask("at-openai", stream).headers().map().toString()).doesNotContain("canary");
    }

    @Test
    void t34RedirectsAreNotFollowed() {
        FakeProvider elsewhere = FAKES.anthropic;
        FAKES.openai.enqueue(Reply.empty(307).header("Location", elsewhere.origin() + "/v1/chat/completions"));
        HttpResponse<String> answer = ask("at-openai", false);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("location")).isEmpty();
        assertThat(elsewhere.received()).isEmpty();
    }

    private HttpResponse<String> ask(String model, boolean stream) {
        return send(chat("/v1/chat/completions", model, stream));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        HttpResponse<String> answer = gateway.send(request.build());
        answers.add(answer);
        return answer;
    }

    private static HttpRequest.Builder chat(String path, String model) {
        return chat(path, model, false);
    }

    private static HttpRequest.Builder chat(String path, String model, boolean stream) {
        String body = "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return HttpRequest.newBuilder(URI.create(gateway.baseUrl() + path))
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }
}
