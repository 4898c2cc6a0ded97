package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.serai.RunningGateway;
import dev.serai.fakes.FakeGoogle;
import dev.serai.fakes.FakeVertex;
import dev.serai.fakes.FakeVertex.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** openai-java against the models of Vertex AI, which a service account's key opens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VertexOpenAiJavaTest {
    private static final String MAPPING = """
            model_mappings:
              vertex-gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-flash}}}
              vertex-claude: {default_provider: vertex, providers: {vertex: {model: "claude-sonnet-4-5@20250929"}}}
              vertex-claude-limited: {default_provider: vertex, providers: {vertex: {model: "claude-haiku-4-5@20251001"}}}
              vertex-llama: {default_provider: vertex, providers: {vertex: {model: meta/llama-3.3-70b-instruct-maas}}}
            """;

    private FakeGoogle google;
    private FakeVertex vertex;
    private RunningGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        google = FakeGoogle.start();
        vertex = FakeVertex.start(Family.CLAUDE, google::accepts);
        Map<String, String> variables = new HashMap<>(vertex.environment());
        variables.remove("GCP_ACCESS_TOKEN");
        variables.put(
                "GOOGLE_APPLICATION_CREDENTIALS",
                Files.writeString(
                                folder.resolve("key.json"),
                                google.serviceAccountFile().toString())
                        .toString());
        gateway = RunningGateway.start(MAPPING, variables);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.baseUrl() + "/v1")
                .apiKey(Clients.KEY)
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void recover() {
        vertex.recover();
        vertex.forget();
    }

    @AfterAll
    void stop() {
        client.close();
        gateway.close();
        vertex.close();
        google.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vertex-gemini", "vertex-claude", "vertex-llama"})
    void creates(String model) {
        ChatCompletion answer = create(asking(model, "Hello there").addSystemMessage("Be brief"));
        assertThat(answer.model()).isEqualTo(model);
        assertThat(text(answer)).isEqualTo("Echo: Hello there");
        assertThat(answer.usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(13));
        assertCleanCalls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vertex-gemini", "vertex-claude", "vertex-llama"})
    void streams(String model) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams request = asking(model, "Hello there")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<String> texts;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            texts = stream.stream()
                    .map(whole::accumulate)
                    .flatMap(VertexOpenAiJavaTest::texts)
                    .toList();
        }
        assertThat(texts).containsExactly("Echo: ", "Hello ", "there");
        assertThat(whole.chatCompletion().usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(13));
        assertCleanCalls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"vertex-gemini", "vertex-claude", "vertex-llama"})
    void callsAToolAndHandsItsResultBack(String model) {
        ChatCompletionCreateParams.Builder conversation =
                asking(model, "What is the weather in Paris?").addTool(weather());
        ChatCompletion asked = create(conversation);
        conversation.addMessage(asked.choices().get(0).message());
        asked.choices().get(0).message().toolCalls().orElseThrow().stream()
                .map(call -> call.asFunction())
                .forEach(call -> conversation.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("rain in " + call.function().arguments())
                        .build()));
        assertThat(text(create(conversation))).isEqualTo("The tools said: rain in {\"city\":\"Paris\"}");
        assertCleanCalls();
    }

    @Test
    void theGatewaysSpentQuotaIsARateLimit() {
        vertex.enqueue(vertex.error(429));
        assertThatThrownBy(() -> create(asking("vertex-claude-limited", "Hello")))
                .isInstanceOf(RateLimitException.class);
    }

    @Test
    void anErrorOfGooglesIsOneOfTheServer() {
        vertex.enqueue(vertex.error(503));
        assertThatThrownBy(() -> create(asking("vertex-claude", "Hello")))
                .isInstanceOf(InternalServerException.class)
                .hasMessageContaining("Scripted error 503");
    }

    private ChatCompletion create(ChatCompletionCreateParams.Builder request) {
        return client.chat().completions().create(request.build());
    }

    private void assertCleanCalls() {
        vertex.assertNothingRefused();
        vertex.assertNoForeignCredentials(google.credentials());
        vertex.assertNoForeignCredentials(List.of(Clients.KEY));
    }

    private static ChatCompletionCreateParams.Builder asking(String model, String text) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("get_weather")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build())
                .build();
    }

    private static String text(ChatCompletion answer) {
        return answer.choices().get(0).message().content().orElseThrow();
    }

    private static Stream<String> texts(ChatCompletionChunk chunk) {
        return chunk.choices().stream()
                .flatMap(choice -> choice.delta().content().stream())
                .filter(text -> !text.isEmpty());
    }
}
