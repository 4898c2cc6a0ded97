package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.serai.RunningGateway;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeVectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** openai-java's embeddings, which ask for base64 unasked, and its text completions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiJavaEndpointsTest {
    static final String MAPPING = """
            model_mappings:
              embed-openai: {default_provider: openai, providers: {openai: {model: text-embedding-3-small}}}
              embed-titan: {default_provider: bedrock, providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}}
              embed-cohere: {default_provider: bedrock, providers: {bedrock: {model: "cohere.embed-v4:0"}}}
              text-instruct: {default_provider: openai, providers: {openai: {model: gpt-3.5-turbo-instruct}}}
              text-chat: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              text-llama: {default_provider: bedrock, providers: {bedrock: {model: "meta.llama3-1-8b-instruct-v1:0"}}}
            """;

    private final FakeOpenAi openai = FakeOpenAi.start();
    private final FakeBedrock bedrock = FakeBedrock.start();
    private RunningGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start() {
        Map<String, String> environment = new HashMap<>(openai.environment());
        environment.putAll(bedrock.environment());
        gateway = RunningGateway.start(MAPPING, environment);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.baseUrl() + "/v1")
                .apiKey(Clients.KEY)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    void stop() {
        client.close();
        gateway.close();
        openai.close();
        bedrock.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed-openai", "embed-titan", "embed-cohere"})
    void embeds(String model) {
        CreateEmbeddingResponse response = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(model)
                        .inputOfArrayOfStrings(List.of("Where is the inn?", "By the well."))
                        .dimensions(512)
                        .build());
        assertThat(response.model()).isEqualTo(model);
        assertThat(response.data()).hasSize(2);
        assertThat(response.data().get(1).index()).isEqualTo(1);
        assertThat(response.data().get(1).embedding()).containsExactlyElementsOf(floats("By the well.", 512));
        assertThat(response.usage().promptTokens()).isEqualTo(7);
    }

    @Test
    void anUnknownLengthIsTheClientsFault() {
        EmbeddingCreateParams request = EmbeddingCreateParams.builder()
                .model("embed-titan")
                .input("Where is the inn?")
                .dimensions(100)
                .build();
        BadRequestException refusal = catchThrowableOfType(
                BadRequestException.class, () -> client.embeddings().create(request));
        assertThat(refusal.param()).hasValue("dimensions");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text-instruct", "text-chat", "text-llama"})
    void completes(String model) {
        Completion completion =
                client.completions().create(request(model).maxTokens(30).build());
        assertThat(completion.choices().get(0).text()).isEqualTo("Echo: Once upon a time");
        assertThat(completion.choices().get(0).finishReason().asString()).isEqualTo("stop");
        assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text-instruct", "text-chat", "text-llama"})
    void streams(String model) {
        List<Completion> chunks = new ArrayList<>();
        CompletionCreateParams request = request(model)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<Completion> stream = client.completions().createStreaming(request)) {
            stream.stream().forEach(chunks::add);
        }
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .map(choice -> choice.text())
                        .collect(Collectors.joining()))
                .isEqualTo("Echo: Once upon a time");
        assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens())
                .isEqualTo(5);
    }

    private static CompletionCreateParams.Builder request(String model) {
        return CompletionCreateParams.builder().model(model).prompt("Once upon a time");
    }

    private static List<Float> floats(String text, int length) {
        List<Float> numbers = new ArrayList<>();
        for (float number : FakeVectors.of(text, length)) {
            numbers.add(number);
        }
        return numbers;
    }
}
