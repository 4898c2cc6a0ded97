package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** openai-java against each of the three providers; the requests that reach them are held against recorded ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiJavaTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
                    + "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /** What a structured answer is read into. */
    record Article(String title, List<String> tags) {}

    private ThreeProviders providers;
    private OpenAIClient client;

    @BeforeAll
    void start() {
        providers = ThreeProviders.start();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(providers.baseUrl())
                .apiKey(Clients.KEY)
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void recover() {
        providers.recover();
    }

    @AfterAll
    void stop() {
        client.close();
        providers.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void creates(String model) {
        ChatCompletion answer = create(ChatCompletionCreateParams.builder()
                .model(model)
                .addSystemMessage("Be brief")
                .addUserMessage("Hello there")
                .temperature(0.5)
                .maxCompletionTokens(100));
        assertThat(answer.model()).isEqualTo(model);
        assertThat(text(answer)).isEqualTo("Echo: Hello there");
        assertThat(finishReason(answer)).isEqualTo("stop");
        assertThat(answer.usage()).hasValueSatisfying(usage -> {
            assertThat(usage.promptTokens()).isEqualTo(10);
            assertThat(usage.completionTokens()).isEqualTo(3);
            assertThat(usage.totalTokens()).isEqualTo(13);
        });
        assertSent(model, "create");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void streams(String model) {
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams request = asking(model, "Hello there")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            stream.stream().map(whole::accumulate).forEach(chunks::add);
        }
        assertThat(text(whole.chatCompletion())).isEqualTo("Echo: Hello there");
        assertThat(chunks.stream().flatMap(OpenAiJavaTest::texts)).containsExactly("Echo: ", "Hello ", "there");
        assertThat(chunks)
                .extracting(ChatCompletionChunk::id)
                .doesNotContain("")
                .containsOnly(chunks.get(0).id());
        assertThat(chunks).extracting(ChatCompletionChunk::model).containsOnly(model);
        assertThat(chunks.get(chunks.size() - 1).usage())
                .hasValueSatisfying(usage -> assertThat(usage.totalTokens()).isEqualTo(13));
        assertSent(model, "stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void callsAToolAndHandsItsResultBack(String model) {
        ChatCompletionCreateParams.Builder conversation =
                asking(model, "What is the weather in Paris?").addTool(weather());
        ChatCompletion asked = create(conversation);
        assertThat(finishReason(asked)).isEqualTo("tool_calls");
        assertThat(asked.choices().get(0).message().content()).isEmpty();
        answerCalls(conversation, asked);
        assertThat(text(create(conversation))).isEqualTo("The tools said: rain in {\"city\":\"Paris\"}");
        assertSent(model, "tool");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void callsToolsInParallel(String model) {
        ChatCompletionCreateParams.Builder conversation =
                asking(model, "What is the weather in Paris and Rome?").addTool(weather());
        ChatCompletion asked = create(conversation);
        assertThat(calls(asked))
                .extracting(call -> call.function().arguments())
                .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
        assertThat(calls(asked))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .doesNotHaveDuplicates();
        answerCalls(conversation, asked);
        assertThat(text(create(conversation))).contains("rain in {\"city\":\"Paris\"}", "rain in {\"city\":\"Rome\"}");
        assertSent(model, "parallel-tools");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void streamsParallelToolCalls(String model) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams request = asking(model, "What is the weather in Paris and Rome?")
                .addTool(weather())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            stream.stream().forEach(whole::accumulate);
        }
        assertThat(calls(whole.chatCompletion()))
                .extracting(call -> call.function().arguments())
                .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
        assertThat(finishReason(whole.chatCompletion())).isEqualTo("tool_calls");
        providers.assertCleanCalls();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
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
        assertSent(model, "structured");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void showsAnImage(String model) {
        ChatCompletion answer = create(ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessageOfArrayOfContentParts(List.of(
                        ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                .text("What is this?")
                                .build()),
                        ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                        .url(PIXEL)
                                        .build())
                                .build()))));
        assertThat(text(answer)).isEqualTo("I see 1 image(s). What is this?");
        assertSent(model, "image");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void leavesAStream(String model) throws InterruptedException {
        FakeProvider fake = providers.serving(model);
        fake.enqueue(fake.stream("one ", "two ").cutAfterContents(1, Reply.Ending.STALL));
        ChatCompletionCreateParams request = asking(model, "Hello").build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            assertThat(stream.stream().flatMap(OpenAiJavaTest::texts).findFirst())
                    .contains("one ");
            assertThat(fake.last().isClosedByPeer()).isFalse();
        }
        fake.last().awaitClosedByPeer(SOON);
        assertThat(fake.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void raisesBadRequestForAFaultyFieldAndForARefusalOfTheProvider(String model) {
        BadRequestException ours =
                failure(BadRequestException.class, asking(model, "Hello").temperature(3.0));
        assertThat(ours.param()).hasValue("temperature");
        assertThat(providers.serving(model).received()).isEmpty();
        providers.serving(model).enqueue(providers.serving(model).error(400));
        BadRequestException theirs = failure(BadRequestException.class, asking(model, "Hello"));
        assertThat(theirs.type()).hasValue("invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void raisesTheClassOfAnErrorForItsStatus(String model) {
        FakeProvider fake = providers.serving(model);
        fake.enqueue(fake.error(429).header("Retry-After", "7"));
        RateLimitException limited = failure(RateLimitException.class, asking(model + "-limited", "Hello"));
        assertThat(limited.code()).hasValue("provider_rate_limited");
        assertThat(limited.headers().values("Retry-After")).containsExactly("7");
        fake.enqueue(fake.error(500));
        InternalServerException failed = failure(InternalServerException.class, asking(model, "Hello"));
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.code()).hasValue("provider_unavailable");
        fake.enqueue(Reply.body(200, "text/html", "<html>It works!</html>"));
        InternalServerException unreadable = failure(InternalServerException.class, asking(model, "Hello"));
        assertThat(unreadable.statusCode()).isEqualTo(502);
        assertThat(unreadable.code()).hasValue("provider_invalid_response");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void raisesNotFoundForAModelThatIsNotMapped(String model) {
        NotFoundException unknown = failure(NotFoundException.class, asking("no-such-model", "Hello"));
        assertThat(unknown.code()).hasValue("model_not_found");
        assertThat(unknown.param()).hasValue("model");
        assertThat(providers.serving(model).received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock", "gw-gemini"})
    void raisesAnErrorForAStreamThatBreaks(String model) {
        FakeProvider fake = providers.serving(model);
        fake.enqueue(fake.stream("one ", "two ").cutAfterContents(1, Reply.Ending.HANG_UP));
        List<String> texts = new ArrayList<>();
        ChatCompletionCreateParams request = asking(model, "Hello").build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            SseException broken = catchThrowableOfType(
                    SseException.class,
                    () -> stream.stream().flatMap(OpenAiJavaTest::texts).forEach(texts::add));
            assertThat(broken.type()).hasValue("provider_error");
        }
        assertThat(texts).containsExactly("one ");
    }

    private <E extends OpenAIServiceException> E failure(
            Class<E> expected, ChatCompletionCreateParams.Builder request) {
        E failure = catchThrowableOfType(expected, () -> create(request));
        assertThat(failure).as("no %s was raised", expected.getSimpleName()).isNotNull();
        return failure;
    }

    private void assertSent(String model, String name) {
        providers.assertCleanCalls();
        SentBodies.assertAsRecorded(providers.serving(model), "openai-java", name);
    }

    private ChatCompletion create(ChatCompletionCreateParams.Builder request) {
        return client.chat().completions().create(request.build());
    }

    private static ChatCompletionCreateParams.Builder asking(String model, String text) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(text);
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("get_weather")
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

    private static void answerCalls(ChatCompletionCreateParams.Builder conversation, ChatCompletion asked) {
        conversation.addMessage(asked.choices().get(0).message());
        calls(asked)
                .forEach(call -> conversation.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content("rain in " + call.function().arguments())
                        .build()));
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

    private static Stream<String> texts(ChatCompletionChunk chunk) {
        return chunk.choices().stream()
                .flatMap(choice -> choice.delta().content().stream())
                .filter(text -> !text.isEmpty());
    }
}
