package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.StructuredResponseCreateParams;
import com.openai.models.responses.WebSearchTool;
import dev.serai.RunningGateway;
import dev.serai.fakes.FakeAnthropic;
import dev.serai.fakes.FakeAzure;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.FakeVertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** openai-java's responses, over providers that know them and over those that know chats alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiJavaResponsesTest {
    private static final String MAPPING = """
            model_mappings:
              native: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              native-reasoning: {default_provider: openai, providers: {openai: {model: gpt-5}}}
              azure: {default_provider: azure, providers: {azure: {deployment: ours, model: gpt-4o, api_version: v1}}}
              azure-dated: {default_provider: azure, providers: {azure: {deployment: ours, model: gpt-4o}}}
              compatible: {default_provider: local, providers: {local: {model: qwen3}}}
              claude: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              converse: {default_provider: bedrock, providers: {bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}}
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
            providers:
              local: {type: openai, base_url: "%s", api_key: "%s"}
            """;
    /** The smallest PNG: one pixel. */
    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static final String BOTH = "What is the weather in Paris and Rome?";

    /** What a structured answer is read into. */
    record Article(String title, List<String> tags) {}

    private final FakeOpenAi openai = FakeOpenAi.start();
    private final FakeOpenAi local = FakeOpenAi.start();
    private final FakeAzure azure = FakeAzure.start().deploy("ours", "gpt-4o");
    private final FakeAnthropic anthropic = FakeAnthropic.start();
    private final FakeBedrock bedrock = FakeBedrock.start();
    private final FakeVertex vertex = FakeVertex.start(FakeVertex.Family.GEMINI);
    private final List<FakeProvider> all = List.of(openai, local, azure, anthropic, bedrock, vertex);
    private RunningGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start() {
        Map<String, String> environment = new HashMap<>();
        all.forEach(fake -> environment.putAll(fake.environment()));
        environment.putAll(openai.environment());
        gateway = RunningGateway.start(MAPPING.formatted(local.baseUrl(), local.key()), environment);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.baseUrl() + "/v1")
                .apiKey(Clients.KEY)
                .maxRetries(0)
                .build();
    }

    @BeforeEach
    void forget() {
        all.forEach(FakeProvider::recover);
        all.forEach(FakeProvider::forget);
    }

    @AfterAll
    void stop() {
        client.close();
        gateway.close();
        all.forEach(FakeProvider::close);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "native",
                "native-reasoning",
                "azure",
                "azure-dated",
                "compatible",
                "claude",
                "converse",
                "gemini"
            })
    void creates(String model) {
        Response response = client.responses()
                .create(asking(model, "Hello there")
                        .instructions("Be brief")
                        .temperature(0.5)
                        .maxOutputTokens(3000)
                        .build());

        assertThat(response.validate().id()).startsWith("resp_");
        assertThat(response.model().asString()).isEqualTo(model);
        assertThat(text(response)).isEqualTo("Echo: Hello there");
        assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
        assertThat(response.usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(13));
        assertClean();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "native",
                "native-reasoning",
                "azure",
                "azure-dated",
                "compatible",
                "claude",
                "converse",
                "gemini"
            })
    void streams(String model) {
        ResponseAccumulator whole = ResponseAccumulator.createWithSnapshots();
        List<ResponseStreamEvent> events = stream(asking(model, "Hello there").build(), whole);

        assertThat(text(whole.response().validate())).isEqualTo("Echo: Hello there");
        assertThat(text(whole.reconstructedResponse())).isEqualTo("Echo: Hello there");
        assertThat(whole.response().model().asString()).isEqualTo(model);
        assertThat(whole.response().usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(13));
        assertThat(events.get(0).isCreated()).isTrue();
        assertThat(events.get(0).asCreated().response().model().asString()).isEqualTo(model);
        assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
        assertClean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "native-reasoning", "azure", "compatible", "claude", "converse", "gemini"})
    void callsToolsInParallelAndHandsTheirResultsBack(String model) {
        List<ResponseInputItem> conversation = new ArrayList<>(List.of(saying(BOTH)));
        ResponseCreateParams.Builder request = ResponseCreateParams.builder()
                .model(model)
                .addTool(weather())
                .include(List.of(ResponseIncludable.REASONING_ENCRYPTED_CONTENT));
        Response asked =
                client.responses().create(request.inputOfResponse(conversation).build());
        assertThat(calls(asked.validate()))
                .extracting(ResponseFunctionToolCall::arguments)
                .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");

        handBack(asked, conversation);
        Response told =
                client.responses().create(request.inputOfResponse(conversation).build());
        assertThat(text(told)).contains("rain in {\"city\":\"Paris\"}", "rain in {\"city\":\"Rome\"}");
        assertClean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "azure", "compatible", "claude", "converse", "gemini"})
    void streamsParallelToolCalls(String model) {
        ResponseAccumulator whole = ResponseAccumulator.createWithSnapshots();
        stream(asking(model, BOTH).addTool(weather()).build(), whole);

        for (Response response : List.of(whole.response(), whole.reconstructedResponse())) {
            assertThat(calls(response))
                    .extracting(ResponseFunctionToolCall::arguments)
                    .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
            assertThat(calls(response))
                    .extracting(ResponseFunctionToolCall::callId)
                    .doesNotHaveDuplicates();
        }
        assertClean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "azure", "compatible", "claude", "converse", "gemini"})
    void parsesAStructuredAnswer(String model) {
        StructuredResponseCreateParams<Article> request =
                asking(model, "Serai").text(Article.class).build();
        Article article = client.responses().create(request).output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .findFirst()
                .orElseThrow()
                .asOutputText();

        assertThat(article).isEqualTo(new Article("Serai", List.of("Serai")));
        assertClean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "azure", "compatible", "claude", "converse", "gemini"})
    void looksAtAnImage(String model) {
        ResponseInputItem message = ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addContent(ResponseInputText.builder().text("What is it?").build())
                .addContent(ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                        .detail(ResponseInputImage.Detail.AUTO)
                        .imageUrl(PIXEL)
                        .build()))
                .build());
        Response response = client.responses()
                .create(ResponseCreateParams.builder()
                        .model(model)
                        .inputOfResponse(List.of(message))
                        .build());
        assertThat(text(response)).isEqualTo("I see 1 image(s). What is it?");
        assertClean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"native", "compatible", "claude", "converse", "gemini"})
    void isCutShort(String model) {
        Response response = client.responses()
                .create(asking(
                                model,
                                "one two three four five six seven eight nine ten eleven twelve thirteen"
                                        + " fourteen fifteen sixteen seventeen")
                        .maxOutputTokens(16)
                        .build());
        assertThat(response.status()).hasValue(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails()
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .asString())
                .isEqualTo("max_output_tokens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claude", "gemini", "compatible"})
    void aHostedToolIsRefusedWhereNobodyHostsIt(String model) {
        ResponseCreateParams request = asking(model, "What is new?")
                .addTool(WebSearchTool.builder()
                        .type(WebSearchTool.Type.WEB_SEARCH)
                        .build())
                .build();
        BadRequestException refusal = catchThrowableOfType(
                BadRequestException.class, () -> client.responses().create(request));
        assertThat(refusal.code()).hasValue("unsupported_value");
        assertThat(refusal.param()).hasValue("tools[0].type");
        assertThat(text(client.responses()
                        .create(asking("native", "What is new?")
                                .addTool(WebSearchTool.builder()
                                        .type(WebSearchTool.Type.WEB_SEARCH)
                                        .build())
                                .build())))
                .isEqualTo("Echo: What is new?");
    }

    @Test
    void errorsAreOpenAis() {
        openai.enqueue(openai.error(429));
        anthropic.enqueue(anthropic.error(503));
        assertThat(catchThrowableOfType(RateLimitException.class, () -> client.responses()
                        .create(asking("native", "Hi").build())))
                .isNotNull();
        assertThat(catchThrowableOfType(InternalServerException.class, () -> client.responses()
                                .create(asking("claude", "Hi").build()))
                        .statusCode())
                .isEqualTo(503);
    }

    private void assertClean() {
        for (FakeProvider fake : all) {
            fake.assertNothingRefused();
            fake.assertNoForeignCredentials(List.of(Clients.KEY));
        }
    }

    private List<ResponseStreamEvent> stream(ResponseCreateParams request, ResponseAccumulator whole) {
        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(request)) {
            return stream.stream().map(whole::accumulate).toList();
        }
    }

    /** As an agent does: all of the output goes back, the thoughts too, and a result for each call. */
    private static void handBack(Response asked, List<ResponseInputItem> conversation) {
        for (ResponseOutputItem item : asked.output()) {
            item.reasoning().ifPresent(thought -> conversation.add(ResponseInputItem.ofReasoning(thought)));
            item.message().ifPresent(said -> conversation.add(ResponseInputItem.ofResponseOutputMessage(said)));
            item.functionCall().ifPresent(call -> conversation.add(ResponseInputItem.ofFunctionCall(call)));
        }
        calls(asked)
                .forEach(call -> conversation.add(
                        ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                .callId(call.callId())
                                .output("rain in " + call.arguments())
                                .build())));
    }

    private static ResponseCreateParams.Builder asking(String model, String text) {
        return ResponseCreateParams.builder().model(model).input(text);
    }

    private static ResponseInputItem saying(String text) {
        return ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content(text)
                .build());
    }

    private static FunctionTool weather() {
        return FunctionTool.builder()
                .name("get-weather")
                .description("The weather in a city")
                .strict(false)
                .parameters(FunctionTool.Parameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                        .build())
                .build();
    }

    private static List<ResponseFunctionToolCall> calls(Response response) {
        return response.output().stream()
                .flatMap(item -> item.functionCall().stream())
                .toList();
    }

    private static String text(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .map(content -> content.asOutputText().text())
                .collect(Collectors.joining());
    }
}
