package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.serai.RunningGateway;
import dev.serai.fakes.FakeProvider;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What openai-java has to get from every provider that is translated: text, streams, tools and structured answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OpenAiJavaConversations {
    /** What a structured answer is read into. */
    record Article(String title, List<String> tags) {}

    private FakeProvider provider;
    private RunningGateway gateway;
    private OpenAIClient client;

    /** The provider, which is closed after the last test. */
    abstract FakeProvider startProvider();

    /** The provider's models by the names that clients use. */
    abstract String mapping();

    /** The names in the mapping, each of which has every test. */
    abstract Stream<String> models();

    @BeforeAll
    void start() {
        provider = startProvider();
        gateway = RunningGateway.start(mapping(), provider.environment());
        client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.baseUrl() + "/v1")
                .apiKey(Clients.KEY)
                .maxRetries(0)
                .build();
    }

    @BeforeEach
    void forget() {
        provider.forget();
    }

    @AfterAll
    void stop() {
        client.close();
        gateway.close();
        provider.close();
    }

    @ParameterizedTest
    @MethodSource("models")
    void creates(String model) {
        ChatCompletion answer = create(ChatCompletionCreateParams.builder()
                .model(model)
                .addSystemMessage("Be brief")
                .addDeveloperMessage("Speak English")
                .addUserMessage("Hello there")
                .temperature(0.5)
                .maxCompletionTokens(3000));

        assertThat(answer.model()).isEqualTo(model);
        assertThat(text(answer)).isEqualTo("Echo: Hello there");
        assertThat(finishReason(answer)).isEqualTo("stop");
        assertThat(answer.usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(13));
        assertClean();
    }

    @ParameterizedTest
    @MethodSource("models")
    void streams(String model) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams request = asking(model, "Hello there")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<ChatCompletionChunk> chunks = stream(request, whole);

        assertThat(text(whole.chatCompletion())).isEqualTo("Echo: Hello there");
        assertThat(chunks.get(chunks.size() - 1).usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(13));
        assertClean();
    }

    @ParameterizedTest
    @MethodSource("models")
    void callsToolsInParallelAndHandsTheirResultsBack(String model) {
        ChatCompletionCreateParams.Builder conversation =
                asking(model, "What is the weather in Paris and Rome?").addTool(weather());
        ChatCompletion asked = create(conversation);
        assertThat(finishReason(asked)).isEqualTo("tool_calls");
        assertThat(calls(asked))
                .extracting(call -> call.function().arguments())
                .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
        assertThat(calls(asked))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .doesNotHaveDuplicates();

        conversation.addMessage(asked.choices().get(0).message());
        calls(asked)
                .forEach(call -> conversation.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("rain in " + call.function().arguments())
                        .build()));
        assertThat(text(create(conversation))).contains("rain in {\"city\":\"Paris\"}", "rain in {\"city\":\"Rome\"}");
        assertClean();
    }

    @ParameterizedTest
    @MethodSource("models")
    void streamsParallelToolCalls(String model) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        stream(
                asking(model, "What is the weather in Paris and Rome?")
                        .addTool(weather())
                        .build(),
                whole);

        assertThat(calls(whole.chatCompletion()))
                .extracting(call -> call.function().arguments())
                .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
        assertThat(finishReason(whole.chatCompletion())).isEqualTo("tool_calls");
        assertClean();
    }

    @ParameterizedTest
    @MethodSource("models")
    void parsesAStructuredAnswer(String model) {
        Article article = client.chat()
                .completions()
                .create(asking(model, "Serai").responseFormat(Article.class).build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();

        assertThat(article).isEqualTo(new Article("Serai", List.of("Serai")));
        assertClean();
    }

    private void assertClean() {
        provider.assertNothingRefused();
        provider.assertNoForeignCredentials(List.of(Clients.KEY));
    }

    private ChatCompletion create(ChatCompletionCreateParams.Builder request) {
        return client.chat().completions().create(request.build());
    }

    private List<ChatCompletionChunk> stream(ChatCompletionCreateParams request, ChatCompletionAccumulator whole) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            return stream.stream().map(whole::accumulate).toList();
        }
    }

    private static ChatCompletionCreateParams.Builder asking(String model, String text) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("get-weather")
                        .description("The weather in a city")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build())
                .build();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
        return answer.choices().get(0).message().toolCalls().orElseThrow().stream()
                .map(ChatCompletionMessageToolCall::asFunction)
                .toList();
    }

    private static String text(ChatCompletion answer) {
        return answer.choices().get(0).message().content().orElseThrow();
    }

    private static String finishReason(ChatCompletion answer) {
        return answer.choices().get(0).finishReason().asString();
    }
}
