package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.serai.RunningGateway;
import dev.serai.fakes.FakeAzure;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** openai-java's embeddings and text completions against Azure's deployments. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiJavaOnAzureTest {
    private static final String MAPPING = """
            model_mappings:
              embed: {providers: {azure: {deployment: vectors, model: text-embedding-3-small}}}
              complete: {providers: {azure: {deployment: writer, model: gpt-3.5-turbo-instruct}}}
            """;
    private static final String VERSION = "?api-version=2024-10-21";

    private FakeAzure azure;
    private RunningGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start() {
        azure = FakeAzure.start()
                .deploy("vectors", "text-embedding-3-small")
                .deploy("writer", "gpt-3.5-turbo-instruct");
        gateway = RunningGateway.start(MAPPING, azure.environment());
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
        azure.close();
    }

    @Test
    void embeds() {
        CreateEmbeddingResponse response = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("embed")
                        .inputOfArrayOfStrings(List.of("By the gate.", "By the well."))
                        .dimensions(512)
                        .build());

        assertThat(response.model()).isEqualTo("embed");
        assertThat(response.data())
                .hasSize(2)
                .allMatch(vector -> vector.embedding().size() == 512);
        assertAsked("/openai/deployments/vectors/embeddings");
    }

    @Test
    void completes() {
        Completion completion = client.completions().create(asking());

        assertThat(completion.model()).isEqualTo("complete");
        assertThat(completion.choices().get(0).text()).isNotBlank();
        assertAsked("/openai/deployments/writer/completions");
    }

    @Test
    void streamsTheSameCompletion() {
        String whole = client.completions().create(asking()).choices().get(0).text();
        try (StreamResponse<Completion> stream = client.completions().createStreaming(asking())) {
            assertThat(stream.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .map(choice -> choice.text())
                            .collect(Collectors.joining()))
                    .isEqualTo(whole);
        }
        assertAsked("/openai/deployments/writer/completions");
    }

    private static CompletionCreateParams asking() {
        return CompletionCreateParams.builder()
                .model("complete")
                .prompt("Once upon a time")
                .maxTokens(64)
                .build();
    }

    private void assertAsked(String path) {
        assertThat(azure.last().target()).isEqualTo(path + VERSION);
        azure.assertNothingRefused();
        azure.assertNoForeignCredentials(List.of(Clients.KEY));
    }
}
