package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeAzure;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure OpenAI with a key, over the shipped routes: both of its APIs, its content filter, its errors. */
class AzureRoadTest {
    private static final FakeAzure AZURE = FakeAzure.start()
            .deploy("chat", "gpt-4o")
            .deploy("thinker", "o3")
            .deploy("gpt-35-turbo", "gpt-35-turbo")
            .deploy("lone-1", "gpt-4o")
            .deploy("lone-2", "gpt-4o")
            .deploy("lone-3", "gpt-4o");
    private static final FakeAzure SWEDEN = FakeAzure.start().deploy("chat", "gpt-4o");
    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final String MAPPING = """
            model_mappings:
              dated: {providers: {azure: {deployment: chat, model: gpt-4o}}}
              older: {providers: {azure: {deployment: chat, model: gpt-4o, api_version: "2024-02-15-preview"}}}
              newest: {providers: {azure: {deployment: chat, model: gpt-4o, api_version: v1}}}
              preview: {providers: {azure: {deployment: chat, model: gpt-4o, api_version: preview}}}
              latest: {providers: {azure: {deployment: chat, model: gpt-4o, api_version: latest}}}
              by-endpoint: {providers: {azure-v1: {deployment: chat, model: gpt-4o}}}
              reasoning: {providers: {azure: {deployment: thinker, model: o3}}}
              reasoning-newest: {providers: {azure: {deployment: thinker, model: o3, api_version: v1}}}
              sweden: {providers: {azure-sweden: {deployment: chat}}}
              outspoken: {providers: {azure-outspoken: {deployment: chat}}}
              not-deployed: {providers: {azure: {deployment: nothing}}}
              with-fallback: {default_provider: azure, providers: {azure: {deployment: chat}, openai: {model: gpt-4o}}}
              blind-first:
                default_provider: azure
                providers: {azure: {deployment: gpt-35-turbo}, openai: {model: gpt-4o}}
              lone-1: {providers: {azure: {deployment: lone-1}}}
              lone-2: {providers: {azure: {deployment: lone-2}}}
              lone-3: {providers: {azure: {deployment: lone-3}}}
            providers:
              azure: {api_version: "2024-06-01", breaker: {minimum_calls: 1000, window: 1000}}
              azure-v1: {type: azure, endpoint: "%1$s/openai/v1/", api_key: "%2$s"}
              azure-sweden: {type: azure, endpoint: "%3$s", api_key: "%4$s", api_version: "2025-04-01-preview"}
              azure-outspoken: {type: azure, endpoint: "%3$s", api_key: "%4$s", content_filter_results: pass}
            """.formatted(AZURE.origin(), AZURE.key(), SWEDEN.origin(), SWEDEN.key());
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        Map<String, String> variables = new HashMap<>(AZURE.environment());
        variables.putAll(OPENAI.environment());
        variables.put("AZURE_API_VERSION", "2024-10-21");
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        AZURE.close();
        SWEDEN.close();
        OPENAI.close();
    }

    @BeforeEach
    void forget() {
        for (FakeProvider fake : List.of(AZURE, SWEDEN, OPENAI)) {
            fake.recover();
            fake.forget();
        }
    }

    @AfterEach
    void noCredentialReachedAnotherHost() {
        AZURE.assertNoForeignCredentials(SWEDEN, OPENAI);
        SWEDEN.assertNoForeignCredentials(AZURE, OPENAI);
        OPENAI.assertNoForeignCredentials(AZURE, SWEDEN);
    }

    @ParameterizedTest
    @CsvSource({
        "dated,       /openai/deployments/chat/chat/completions?api-version=2024-10-21",
        "older,       /openai/deployments/chat/chat/completions?api-version=2024-02-15-preview",
        "newest,      /openai/v1/chat/completions",
        "latest,      /openai/v1/chat/completions",
        "preview,     /openai/v1/chat/completions?api-version=preview",
        "by-endpoint, /openai/v1/chat/completions"
    })
    void eachApiHasItsAddress(String model, String target) {
        HttpResponse<String> answer = ask(model, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(AZURE.last().target()).isEqualTo(target);
        assertThat(AZURE.last().json().path("model").asText()).isEqualTo("chat");
        assertThat(answer.body()).contains("\"model\":\"" + model + "\"").contains("Echo: Hello");
        assertThat(answer.headers().firstValue("x-provider-model")).contains("chat");
        assertThat(answer.headers().firstValue("x-provider-request-id")).isPresent();
        assertThat(answer.headers().map().toString()).doesNotContain("Sweden").doesNotContain("azureml");
        AZURE.assertNothingRefused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dated", "newest"})
    void whatTheFilterFoundIsTakenOut(String model) {
        String whole = ask(model, "").body();
        assertThat(whole).doesNotContain("filter").contains("\"finish_reason\":\"stop\"");
        String stream = ask(model, ",\"stream\":true,\"stream_options\":{\"include_usage\":true}")
                .body();
        assertThat(stream)
                .doesNotContain("filter")
                .contains("\"content\":\"Echo: \"", "\"choices\":[],\"usage\":{\"prompt_tokens\":9")
                .endsWith("data: [DONE]\n\n");
        assertThat(stream.lines().findFirst().orElseThrow()).contains("\"role\":\"assistant\"");
        assertThat(stream.lines().filter(line -> line.startsWith("data: {")))
                .allMatch(line -> line.contains("\"model\":\"" + model + "\""));
    }

    @Test
    void whatTheFilterFoundIsPassedOnWhereTheBlockSaysSo() {
        assertThat(ask("outspoken", "").body()).contains("prompt_filter_results", "content_filter_results");
        assertThat(ask("outspoken", ",\"stream\":true").body()).contains("content_filter_results");
    }

    @Test
    void anOlderVersionIsNotSentWhatItDoesNotKnow() {
        HttpResponse<String> answer = ask(
                "older",
                ",\"stream\":true,\"max_completion_tokens\":50,\"metadata\":{\"a\":\"b\"},\"service_tier\":\"auto\"");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-dropped-params")).contains("metadata, service_tier");
        assertThat(AZURE.last().json().has("stream_options")).isFalse();
        assertThat(AZURE.last().json().path("max_tokens").asInt()).isEqualTo(50);
        AZURE.assertNothingRefused();
        HttpResponse<String> schema = ask(
                "older",
                ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
                        + "{\"name\":\"a\",\"schema\":{\"type\":\"object\"}}}");
        assertThat(schema.statusCode()).isEqualTo(400);
        assertThat(schema.body()).contains("\"param\":\"response_format\"", "unsupported_value");
    }

    @ParameterizedTest
    @CsvSource({
        "older, true,  false, tools[].function.strict",
        "older, false, false,",
        "older, null,  false,",
        "dated, true,  true,",
        "dated, false, true,"
    })
    void strictToolsAreOfTheVersionsThatKnowThem(String model, String strict, boolean sent, String dropped) {
        String tool =
                "{\"type\":\"function\",\"function\":{\"name\":\"f\"%s,\"parameters\":{ \"type\":\"object\", \"additionalProperties\":false }}}";
        String asked = tool.formatted(",\"strict\":" + strict);
        HttpResponse<String> answer = ask(model, ",\"tools\":[" + asked + "]");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-dropped-params")).isEqualTo(Optional.ofNullable(dropped));
        assertThat(AZURE.last().text()).contains("[" + (sent ? asked : tool.formatted("")) + "]");
        AZURE.assertNothingRefused();
    }

    @ParameterizedTest
    @CsvSource({
        "older, '',                false, false,",
        "older, ',\"strict\":true',  false, true, tools[].strict",
        "older, ',\"strict\":false', false, false,",
        "dated, '',                false, false,",
        "dated, ',\"strict\":true',  true, true,",
        "dated, ',\"strict\":false', true, false,"
    })
    void aResponsesToolsAreStrictWhereTheClientOrTheirSchemaSaysSo(
            String model, String strict, boolean sent, boolean told, String dropped) {
        HttpResponse<String> answer = gateway.post(
                "/v1/responses",
                "{\"model\":\"" + model + "\",\"input\":\"Hello\",\"tools\":[{\"type\":\"function\",\"name\":\"f\","
                        + "\"parameters\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}"
                        + (strict.contains("true") ? ",\"required\":[\"a\"],\"additionalProperties\":false}" : "}")
                        + strict
                        + "}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-dropped-params")).isEqualTo(Optional.ofNullable(dropped));
        assertThat(AZURE.last().json().at("/tools/0/function").has("strict")).isEqualTo(sent);
        assertThat(answer.body()).contains("\"strict\":" + told);
        AZURE.assertNothingRefused();
    }

    @Test
    void aReasoningModelIsKnownByTheNameBesideItsDeployment() {
        String asked =
                ",\"max_tokens\":50,\"temperature\":0.5,\"reasoning_effort\":\"low\",\"parallel_tool_calls\":false,"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
        HttpResponse<String> dated = ask("reasoning", asked);
        assertThat(dated.statusCode()).as(dated.body()).isEqualTo(200);
        assertThat(AZURE.last().json().path("max_completion_tokens").asInt()).isEqualTo(50);
        assertThat(dated.headers().firstValue("x-dropped-params").orElse("").split(", "))
                .containsExactlyInAnyOrder("temperature", "reasoning_effort", "parallel_tool_calls");
        HttpResponse<String> newest = ask("reasoning-newest", asked);
        assertThat(newest.statusCode()).as(newest.body()).isEqualTo(200);
        assertThat(AZURE.last().json().path("reasoning_effort").asText()).isEqualTo("low");
        AZURE.assertNothingRefused();
    }

    @Test
    void aFurtherResourceHasItsOwnAddressAndKey() {
        HttpResponse<String> answer = ask("sweden", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-provider")).contains("azure-sweden");
        assertThat(SWEDEN.last().target())
                .isEqualTo("/openai/deployments/chat/chat/completions?api-version=2025-04-01-preview");
        assertThat(AZURE.received()).isEmpty();
    }

    @Test
    void aFilteredPromptIsTheClientsAnswer() {
        AZURE.enqueue(AZURE.filteredPrompt());
        HttpResponse<String> answer = ask("with-fallback", "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("\"type\":\"invalid_request_error\"", "\"code\":\"content_filter\"", "\"param\":\"prompt\"")
                .doesNotContain("innererror");
        assertThat(OPENAI.received()).isEmpty();
    }

    @Test
    void aFilteredAnswerFinishesAsSuch() {
        AZURE.enqueue(Reply.json(200, """
                {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
                "finish_reason":"content_filter","message":{"role":"assistant"},
                "content_filter_results":{"violence":{"filtered":true,"severity":"high"}}}]}"""));
        HttpResponse<String> answer = ask("dated", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"finish_reason\":\"content_filter\"")
                .doesNotContain("violence");
    }

    @Test
    void aDeploymentThatIsNotThereIsTheMappingsFault() {
        HttpResponse<String> answer = ask("not-deployed", "");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("provider_model_not_found");
    }

    @Test
    void retryAfterMillisecondsAreRoundedUp() {
        AZURE.enqueue(AZURE.error(429).header("retry-after-ms", "1200").header("retry-after", "7"));
        HttpResponse<String> answer = ask("lone-1", "");
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("2");
    }

    @Test
    void theManagementInFrontHasAnEnvelopeOfItsOwn() {
        AZURE.enqueue(AZURE.managementError(429, "Rate limit is exceeded. Try again in 3 seconds.")
                .header("Retry-After", "3"));
        HttpResponse<String> limited = ask("lone-2", "");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).contains("3");
        AZURE.enqueue(AZURE.managementError(403, "Out of call volume quota. Quota will be replenished in 09:08:03."));
        HttpResponse<String> spent = ask("lone-3", "");
        assertThat(spent.statusCode()).isEqualTo(429);
        assertThat(spent.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void aModelThatSeesNoImagesIsPassedOver() {
        HttpResponse<String> answer = gateway.chat(
                "{\"model\":\"blind-first\",\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"text\",\"text\":\"What is this?\"},{\"type\":\"image_url\",\"image_url\":{\"url\":"
                        + "\"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==\"}}]}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-provider")).contains("openai");
        assertThat(answer.headers().firstValue("x-attempts")).contains("1");
        assertThat(AZURE.received()).isEmpty();
    }

    private static HttpResponse<String> ask(String model, String more) {
        return gateway.chat(
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]" + more + "}");
    }
}
