package dev.serai.passthrough;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import dev.serai.passthrough.NativeGateway.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not let through: rows T7 to T9 and B51 to B60 of reliability.md. No provider is called. */
class NativeGuardsTest {
    private static final String MAPPING = """
            model_mappings:
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash, location: europe-west4}}}
            providers:
              azure: {endpoint: "http://127.0.0.1:9", api_key: azure-key}
              vertex: {base_url: "http://127.0.0.1:9", project_id: ours, location: us-central1, api_key: vertex-token}
              ibm: {base_url: "http://127.0.0.1:9", project_id: ours, api_key: ibm-key}
              oracle: {endpoint: "http://127.0.0.1:9", compartment_id: ocid1.compartment.ours, api_key: oracle-key}
              bedrock-too: {type: bedrock, base_url: "http://127.0.0.1:9", api_key: ABSKown}
              off: {type: openai, base_url: "http://127.0.0.1:9", enabled: false}
              unset: {type: openai, base_url: "http://127.0.0.1:9", api_key: "${NOT_SET}"}
            """;

    private static NativeGateway gateway;

    @BeforeAll
    static void start() {
        gateway = NativeGateway.start(MAPPING, Map.of()).lenient();
    }

    @AfterEach
    void forget() {
        gateway.recover();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/providers/openai/../admin/keys",
                "/providers/openai/%2e%2e/admin/keys",
                "/providers/openai/%2E%2E/admin/keys",
                "/providers/openai/..%2fadmin/keys",
                "/providers/openai/..;/admin/keys",
                "/providers/openai/%252e%252e/admin/keys",
                "/providers/openai/v1/./models",
                "/providers/../health",
                "/model/../health",
                "/bedrock/../health",
                "/v1/bedrock/../models",
                "/model/arn%3Aaws%2F..%2F..%2Fx/invoke/.."
            })
    @DisplayName("T7, B51: dot segments, however they are spelled")
    void b51(String path) {
        assertRefused(gateway.get(path), "400 invalid_path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/providers/openai//v1/models",
                "/providers//openai/v1/models",
                "/providers/openai/v1\\models",
                "/providers/openai/v1%5cmodels",
                "/providers/openai/v1/models%00",
                "/providers/openai/v1/models%0d%0aX:y",
                "/providers/openai/v1/models;a=b",
                "/providers/openai/v1/models%3Ba",
                "/providers/openai/v1/models%3Fa",
                "/providers/openai/v1/m%6fdels",
                "/providers/openai/v1/models%C3%A9",
                "/providers/openai/v1/models/a%2Fb",
                "/providers/anthropic/v1/models/a%2fb",
                "/providers/openai/v1/models[1]",
                "/providers/openai/v1/%models"
            })
    @DisplayName("T7, B52: empty segments, backslashes, control characters, and what is encoded without need")
    void b52(String path) {
        assertRefused(gateway.get(path), "400 invalid_path");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/providers/openai@evil/",
                "/providers/openai@evil/v1/models",
                "/providers/http:%2f%2fevil",
                "/providers/http:%2f%2fevil/v1/models",
                "/providers/evil",
                "/providers/sandbox/v1/models",
                "/providers/OpenAI/v1/models",
                "/providers/OpenAI"
            })
    @DisplayName("B53, B54: a name that is no provider's to the letter")
    void b53(String path) {
        assertRefused(gateway.get(path), "404 unknown_provider");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/PROVIDERS/openai/v1/models",
                "/Model/x/invoke",
                "/providers",
                "/providers/",
                "/providers/openai",
                "/providers/openai/",
                "/providers/openai/v1/models/",
                "/providersopenai/v1/models"
            })
    @DisplayName("B54: one spelling a path: another case, a trailing slash, or nothing behind the provider is 404")
    void b54(String path) {
        Answer answer = gateway.get(path);
        assertThat(answer.error()).isIn("404 unknown_url", "404 unknown_provider");
        assertThat(gateway.calls()).isZero();
    }

    @Test
    @DisplayName("B55: the model of an ARN is the one that is sent, and the one that is told")
    void b55TheArnIsOneSegment() {
        gateway.bedrock.enqueue(Reply.json(200, "{}"));
        String arn = "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Acustom-model%2Fother";
        Answer answer = gateway.post("/providers/bedrock/model/" + arn + "/invoke", "{}");
        assertThat(answer.header("x-provider-model"))
                .isEqualTo("arn:aws:bedrock:us-east-1:123456789012:custom-model/other");
        assertThat(gateway.bedrock.last().target()).isEqualTo("/model/" + arn + "/invoke");
    }

    @ParameterizedTest
    @CsvSource({
        "/providers/bedrock/model/one/converse, modelId",
        "/providers/bedrock/model/one/invoke, model",
        "/model/one/invoke-with-response-stream, modelId",
        "/providers/vertex/v1/projects/ours/locations/us-central1/publishers/anthropic/models/one:rawPredict, model"
    })
    @DisplayName("B55, T9: a path and a body that name two models")
    void b55TwoModels(String path, String field) {
        Answer answer = gateway.post(path, "{\"" + field + "\":\"other\"}");
        assertRefused(answer, "403 model_not_allowed");
        assertThat(answer.text()).contains("\"type\":\"permission_error\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/providers/bedrock/model/a%2Fb/converse",
                "/providers/bedrock/model/arn%3Aaws%2F..%2Fx/invoke",
                "/providers/bedrock/model/x/delete",
                "/providers/bedrock/async-invoke",
                "/providers/bedrock/guardrails",
                "/providers/bedrock/provisioned-model-throughputs"
            })
    @DisplayName("B55: a slash that is no ARN's, and what is no model call of Bedrock's")
    void b55NoOtherOperations(String path) {
        assertRefused(gateway.post(path, "{}"), "403 operation_not_allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "/providers/azure/openai/deployments/other/chat/completions?api-version=x&api-key=y, 400 key_in_query",
        "/providers/azure/openai/deployments/other/chat/completions?api-version=x&key=y, 400 key_in_query",
        "/providers/azure/openai/deployments/other/chat/completions?api-version=x&host=evil, 400 unknown_parameter",
        "/providers/azure/openai/deployments/o/chat/completions?api-version=x&api-version=y, 400 invalid_value",
        "/providers/azure/openai/deployments/other, 403 operation_not_allowed",
        "/providers/azure/openai/files?api-version=x, 403 operation_not_allowed",
        "/providers/azure/openai/v1/fine_tuning/jobs, 403 operation_not_allowed",
        "/providers/azure/management/keys, 403 operation_not_allowed"
    })
    @DisplayName("B56: Azure's query is a list, and a deployment is called, not managed")
    void b56(String path, String error) {
        assertRefused(gateway.post(path, "{}"), error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/projects/OTHER/locations/us-central1/publishers/google/models/g:generateContent",
                "/v1/projects/ours/locations/asia-east1/publishers/google/models/g:generateContent",
                "/v1/projects/ours/locations/us-central1/endpoints/1:predict",
                "/v1/projects/ours/locations/us-central1/publishers/google/models/..:generateContent",
                "/v1/projects/ours/locations/us-central1/publishers/google/models/a:predict:generateContent",
                "/v1/projects/ours/locations/us-central1/publishers/google/models/g:generateContent%3Apredict",
                "/v1/projects/OTHER/locations/us-central1/publishers/anthropic/models/c:streamRawPredict",
                "/v1/projects/ours/locations/us-central1/cachedContents",
                "/v1/projects/ours/locations/us-central1/tuningJobs",
                "/v2/projects/ours/locations/us-central1/publishers/google/models/g:generateContent"
            })
    @DisplayName("B57: Vertex in another project or location, or an operation that is no publisher model's")
    void b57(String path) {
        assertRefused(gateway.post("/providers/vertex" + path, "{}"), "403 operation_not_allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/providers/ibm/ml/v1/text/chat?version=2024-05-31 | {'model_id':'m','project_id':'other'}",
                "/providers/ibm/ml/v1/text/chat?version=2024-05-31 | {'model_id':'m','space_id':'any'}",
                "/providers/ibm/ml/v4/deployments | {}",
                "/providers/oracle/20231130/actions/chat | {'compartmentId':'other','servingMode':{'modelId':'m'}}",
                "/providers/oracle/20231130/generativeAiProjects | {}"
            })
    @DisplayName("B58: watsonx in another project, OCI in another compartment")
    void b58(String path, String body) {
        assertRefused(gateway.post(path, body.replace('\'', '"')), "403 operation_not_allowed");
    }

    @Test
    @DisplayName("B58: OCI's model in two places")
    void b58TwoModels() {
        String body = "{\"servingMode\":{\"modelId\":\"one\",\"endpointId\":\"other\"}}";
        assertRefused(gateway.post("/providers/oracle/20231130/actions/chat", body), "403 model_not_allowed");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, openai, /v1/files",
        "POST, openai, /v1/files",
        "GET, openai, /v1/files/f/content",
        "POST, openai, /v1/batches",
        "POST, openai, /v1/fine_tuning/jobs",
        "GET, openai, /v1/organization/admin_api_keys",
        "GET, openai, /v1/responses/resp_1",
        "GET, openai, /v1/chat/completions",
        "GET, openai, /v1/chat/completions/c/messages",
        "POST, openai, /v1/assistants",
        "POST, openai, /v1/vector_stores",
        "POST, openai, /v1/realtime/client_secrets",
        "DELETE, openai, /v1/models/ft:gpt-4o:x",
        "PUT, openai, /v1/chat/completions",
        "PATCH, openai, /v1/embeddings",
        "GET, openai, /metrics",
        "GET, anthropic, /v1/organizations/me",
        "POST, anthropic, /v1/messages/batches",
        "GET, anthropic, /v1/files",
        "POST, anthropic, /v1/skills"
    })
    @DisplayName(
            "T8, B59: files, batches, fine-tuning, stored answers, organisations, and every method but GET and POST")
    void b59(String method, String provider, String path) {
        Answer answer = gateway.send(
                method,
                "/providers/" + provider + path,
                "{}".getBytes(StandardCharsets.UTF_8),
                "Content-Type: application/json");
        assertRefused(answer, "403 operation_not_allowed");
    }

    @Test
    @DisplayName("B60: what a client sends of credentials, hosts and accounts")
    void b60() {
        gateway.openai.enqueue(Reply.json(200, "{}"));
        Answer answer = gateway.post(
                "/providers/openai/v1/chat/completions",
                "{\"model\":\"m\"}",
                "Host: evil",
                "Authorization: Bearer client-secret",
                "X-API-Key: client-secret",
                "api-key: client-secret",
                "x-goog-api-key: client-secret",
                "Cookie: a=client-secret",
                "x-amz-security-token: client-secret",
                "X-Amz-Date: 20260101T000000Z",
                "anthropic-beta: b",
                "OpenAI-Organization: other",
                "OpenAI-Project: other",
                "x-goog-user-project: other",
                "Forwarded: for=1.2.3.4",
                "X-Forwarded-For: 1.2.3.4",
                "X-Forwarded-Host: evil",
                "X-Stainless-Lang: java",
                "User-Agent: client",
                "CamelHttpUri: http://127.0.0.1:9/",
                "Connection: x-secret",
                "X-Secret: client-secret",
                "Accept: application/json",
                "OpenAI-Beta: assistants=v2",
                "Idempotency-Key: 7");
        assertThat(answer.status()).isEqualTo(200);
        ReceivedCall call = gateway.openai.last();
        assertThat(call.contains("client-secret")).isFalse();
        assertThat(call.contains("evil")).isFalse();
        assertThat(call.headerNames())
                .containsExactlyInAnyOrder(
                        "host",
                        "connection",
                        "content-type",
                        "content-length",
                        "authorization",
                        "accept",
                        "accept-encoding",
                        "openai-beta",
                        "idempotency-key");
    }

    @Test
    @DisplayName("B60: what is listed for a provider passes to it alone")
    void b60Listed() {
        gateway.anthropic.enqueue(Reply.json(200, "{}"));
        gateway.post(
                "/providers/anthropic/v1/messages?beta=true",
                "{\"model\":\"m\"}",
                "anthropic-version: 2023-06-01",
                "anthropic-beta: one",
                "anthropic-beta: two");
        assertThat(gateway.anthropic.last().target()).isEqualTo("/v1/messages?beta=true");
        assertThat(gateway.anthropic.last().headers("anthropic-beta")).containsExactly("one, two");
        assertThat(gateway.anthropic.last().headers("anthropic-version")).containsExactly("2023-06-01");
        gateway.bedrock.enqueue(Reply.json(200, "{}"));
        gateway.post(
                "/model/amazon.titan-text-lite-v1/invoke",
                "{}",
                "X-Amzn-Bedrock-Trace: ENABLED",
                "anthropic-beta: one");
        assertThat(gateway.bedrock.last().headers("x-amzn-bedrock-trace")).containsExactly("ENABLED");
        assertThat(gateway.bedrock.last().headerNames()).doesNotContain("anthropic-beta");
    }

    @Test
    @DisplayName("T34: of the provider's headers only the listed ones reach the client")
    void theProvidersHeaders() {
        gateway.openai.enqueue(gateway.openai
                .text("Hello")
                .header("Location", "http://internal")
                .header("X-Powered-By", "x")
                .header("retry-after", "3"));
        Answer answer = gateway.post("/providers/openai/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(answer.headers().keySet().stream().map(String::toLowerCase))
                .containsExactlyInAnyOrder(
                        "x-request-id",
                        "x-provider",
                        "x-provider-model",
                        "x-provider-request-id",
                        "x-attempts",
                        "x-ratelimit-limit-requests",
                        "x-ratelimit-remaining-requests",
                        "openai-processing-ms",
                        "openai-version",
                        "retry-after",
                        "content-type",
                        "content-length",
                        "connection");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/providers/openai/v1/chat/completions | {'model':'ok','model':'bad'} | 400 duplicate_key",
                "/providers/openai/v1/chat/completions | {'messages':[]} | 400 missing_model",
                "/providers/openai/v1/chat/completions | {'model':7} | 400 invalid_type",
                "/providers/openai/v1/chat/completions | {'model':'m' | 400 invalid_json",
                "/providers/bedrock/model/m/converse | {'a':{'b':1,'b':2}} | 400 duplicate_key",
                "/providers/oracle/20231130/actions/chat | {'servingMode':{'modelId':'a','modelId':'b'}} | 400 duplicate_key",
                "/providers/openai/v1/chat/completions?model=other | {'model':'m'} | 400 unknown_parameter",
                "/v1/bedrock/invoke-model | {'body':{}} | 400 missing_model",
                "/v1/bedrock/invoke-model | {'modelId':'a/../b','body':{}} | 403 operation_not_allowed",
                "/v1/bedrock/invoke-model | {'modelId':'m'} | 400 missing_required_parameter"
            })
    @DisplayName("T9: no two parsers can read another model in what is passed on")
    void t9(String path, String body, String error) {
        assertRefused(gateway.post(path, body.replace('\'', '"')), error);
    }

    @Test
    void whatIsNoJsonOrIsCompressedIs415() {
        byte[] body = "a=b".getBytes(StandardCharsets.UTF_8);
        String path = "/providers/openai/v1/chat/completions";
        assertRefused(
                gateway.send("POST", path, body, "Content-Type: multipart/form-data; boundary=x"),
                "415 unsupported_content_type");
        assertRefused(gateway.send("POST", path, body), "415 unsupported_content_type");
        assertRefused(
                gateway.send("POST", path, body, "Content-Type: application/json", "Content-Encoding: gzip"),
                "415 unsupported_content_encoding");
    }

    @Test
    void aProviderThatIsOffOrUnconfiguredIs503() {
        assertRefused(gateway.get("/providers/off/v1/models"), "503 provider_unconfigured");
        Answer unset = gateway.get("/providers/unset/v1/models");
        assertRefused(unset, "503 provider_unconfigured");
        assertThat(unset.text()).contains("NOT_SET");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /providers/bedrock/../x, ValidationException",
        "GET, /model/x/..%5c, ValidationException",
        "POST, /bedrock/async-invoke, AccessDeniedException",
        "POST, /providers/bedrock-too/nothing, AccessDeniedException",
        "GET, /bedrock/model/, ResourceNotFoundException",
        "POST, /providers/bedrock-too/model/m/converse, ServiceUnavailableException"
    })
    @DisplayName("On Bedrock's paths an error of ours names the exception by which AWS SDKs know it")
    void awsErrorTypes(String method, String path, String type) {
        Answer answer =
                gateway.send(method, path, "{}".getBytes(StandardCharsets.UTF_8), "Content-Type: application/json");
        assertThat(answer.header("x-amzn-errortype")).as(answer.text()).isEqualTo(type);
        assertThat(answer.text()).startsWith("{\"error\":{\"message\":");
    }

    @Test
    void elsewhereNoErrorNamesAnException() {
        assertThat(gateway.get("/providers/openai/v1/files").header("x-amzn-errortype"))
                .isNull();
    }

    private static void assertRefused(Answer answer, String error) {
        assertThat(answer.error()).as(answer.text()).isEqualTo(error);
        for (FakeProvider fake : gateway.all()) {
            assertThat(fake.received()).isEmpty();
        }
    }
}
