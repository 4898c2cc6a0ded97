package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's own client before {@code /v1/messages}, whoever answers: OpenAI, Anthropic, Claude on Bedrock, Gemini. */
class MessagesSdkTest {
    private static final String KEY = "client-key-that-no-provider-sees";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static final String MAPPING = """
            model_mappings:
              openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              anthropic: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              converse: {default_provider: bedrock, providers: {bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}}
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-pro}}}
            providers:
              openai: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
              anthropic: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
              bedrock: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
              vertex: {breaker: {failure_rate: 100, window: 1000, minimum_calls: 1000}}
            """;

    private static ProviderFakes fakes;
    private static RunningGateway gateway;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        fakes = new ProviderFakes();
        gateway = RunningGateway.start(MAPPING, fakes.environment());
        client = AnthropicOkHttpClient.builder()
                .apiKey(KEY)
                .baseUrl(gateway.baseUrl())
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
        fakes.close();
    }

    @BeforeEach
    void forget() {
        fakes.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "converse", "gemini"})
    void creates(String model) {
        Message answer = client.messages()
                .create(asking(model, "Hello there").system("Be brief").build());
        assertThat(answer.model().asString()).isEqualTo(model);
        assertThat(text(answer)).isEqualTo("Echo: Hello there");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isPositive();
        assertThat(answer.usage().outputTokens()).isPositive();
        fakes.assertTreatedWell();
        assertThat(fakes.all())
                .flatExtracting(FakeProvider::received)
                .extracting(ReceivedCall::toString)
                .noneMatch(call -> call.contains(KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "converse", "gemini"})
    void streams(String model) {
        Message whole = stream(asking(model, "Hello there").build());
        assertThat(whole.model().asString()).isEqualTo(model);
        assertThat(text(whole)).isEqualTo("Echo: Hello there");
        assertThat(whole.stopReason()).contains(StopReason.END_TURN);
        assertThat(whole.usage().outputTokens()).isPositive();
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "converse", "gemini"})
    void callsToolsInParallelAndHandsTheirResultsBack(String model) {
        MessageCreateParams.Builder conversation =
                asking(model, "What is the weather in Paris and Rome?").addTool(weather());
        Message asked = client.messages().create(conversation.build());
        conversation.addMessage(asked);
        conversation.addUserMessageOfContentBlockParams(calledForTwoCities(asked));
        Message answer = client.messages().create(conversation.build());
        assertThat(text(answer)).contains("rain for").contains("Paris").contains("Rome");
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "converse", "gemini"})
    void streamsParallelToolCallsAndHandsTheirResultsBack(String model) {
        MessageCreateParams.Builder conversation =
                asking(model, "What is the weather in Paris and Rome?").addTool(weather());
        Message asked = stream(conversation.build());
        conversation.addMessage(asked);
        conversation.addUserMessageOfContentBlockParams(calledForTwoCities(asked));
        assertThat(text(stream(conversation.build()))).contains("rain for").contains("Paris");
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "converse", "gemini"})
    void showsAPicture(String model) {
        ImageBlockParam picture = ImageBlockParam.of(Base64ImageSource.builder()
                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                .data(PNG)
                .build());
        Message answer = client.messages()
                .create(MessageCreateParams.builder()
                        .model(model)
                        .maxTokens(100)
                        .addUserMessageOfContentBlockParams(List.of(
                                ContentBlockParam.ofImage(picture),
                                ContentBlockParam.ofText(TextBlockParam.of("What is it?"))))
                        .build());
        assertThat(text(answer)).startsWith("I see 1 image(s).");
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "converse", "gemini"})
    void asksForThinking(String model) {
        Message answer = client.messages()
                .create(asking(model, "Hello there")
                        .maxTokens(5000)
                        .enabledThinking(2000)
                        .build());
        assertThat(text(answer)).isEqualTo("Echo: Hello there");
        fakes.assertTreatedWell();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "converse", "gemini"})
    void countsTokens(String model) {
        assertThat(client.messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model(model)
                                .addUserMessage("Hello there")
                                .build())
                        .inputTokens())
                .isEqualTo(7);
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThatThrownBy(
                        () -> client.messages().create(asking("nobody", "Hello").build()))
                .isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "converse", "gemini"})
    void aStreamThatBreaksIsAnException(String model) {
        FakeProvider fake = fakes.speaking(model);
        fake.always(fake.stream("one ", "two ").cutAfterContents(1, Reply.Ending.RESET));
        assertThatThrownBy(() -> stream(asking(model, "Hello").build())).isInstanceOf(AnthropicServiceException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "converse", "gemini"})
    void whoLeavesAStreamEndsItAtTheProvider(String model) throws InterruptedException {
        FakeProvider fake = fakes.speaking(model);
        fake.always(fake.stream("one ", "two ").cutAfterContents(1, Reply.Ending.STALL));
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(asking(model, "Hello").build())) {
            assertThat(stream.stream().anyMatch(RawMessageStreamEvent::isContentBlockDelta))
                    .isTrue();
        }
        ReceivedCall call = fake.last();
        call.awaitClosedByPeer(SOON);
        assertThat(call.isClosedByPeer()).isTrue();
    }

    private static Message stream(MessageCreateParams request) {
        MessageAccumulator whole = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(request)) {
            stream.stream().forEach(whole::accumulate);
        }
        return whole.message();
    }

    private static List<ContentBlockParam> calledForTwoCities(Message asked) {
        assertThat(asked.stopReason()).contains(StopReason.TOOL_USE);
        List<ToolUseBlock> calls = asked.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
        assertThat(calls).extracting(ToolUseBlock::name).containsExactly("get_weather", "get_weather");
        assertThat(calls).extracting(ToolUseBlock::id).doesNotHaveDuplicates();
        return calls.stream()
                .map(call -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId(call.id())
                        .content("rain for " + call._input())
                        .build()))
                .toList();
    }

    private static MessageCreateParams.Builder asking(String model, String text) {
        return MessageCreateParams.builder().model(model).maxTokens(1000).addUserMessage(text);
    }

    private static Tool weather() {
        return Tool.builder()
                .name("get_weather")
                .description("The weather in a city")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .addRequired("city")
                        .build())
                .build();
    }

    private static String text(Message message) {
        return message.content().stream()
                .map(ContentBlock::text)
                .flatMap(text -> text.stream())
                .map(text -> text.text())
                .collect(Collectors.joining());
    }
}
