package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Anthropic's own client before {@code /providers/anthropic}, with a key that Anthropic never sees. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicJavaTest {
    private ThreeProviders providers;
    private AnthropicClient client;

    @BeforeAll
    void start() {
        providers = ThreeProviders.start();
        client = AnthropicOkHttpClient.builder()
                .apiKey(Clients.KEY)
                .baseUrl(providers.origin() + "/providers/anthropic")
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void nobodyWasTreatedBadly() {
        providers.assertCleanCalls();
        providers.recover();
    }

    @AfterAll
    void stop() {
        client.close();
        providers.close();
    }

    @Test
    void aMessage() {
        providers.anthropic.enqueue(providers.anthropic.text("Hello there"));
        Message answer = client.messages().create(saying("Hello"));
        assertThat(answer.content().get(0).asText().text()).isEqualTo("Hello there");
        assertThat(answer.usage().inputTokens()).isPositive();
    }

    @Test
    void aStream() {
        providers.anthropic.enqueue(providers.anthropic.stream("one ", "two ", "three"));
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(saying("Hello"))) {
            String text = stream.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(event -> event.delta().text().stream())
                    .map(delta -> delta.text())
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo("one two three");
        }
    }

    @Test
    void theProvidersErrorsAndOursAreTheSdksExceptions() {
        providers.anthropic.enqueue(providers.anthropic.error(429));
        assertThatThrownBy(() -> client.messages().create(saying("Hello"))).isInstanceOf(RateLimitException.class);
        assertThatThrownBy(() -> client.messages().batches().list()).isInstanceOf(PermissionDeniedException.class);
        assertThat(providers.anthropic.received()).hasSize(1);
    }

    private static MessageCreateParams saying(String text) {
        return MessageCreateParams.builder()
                .model("claude-sonnet-4-5-20250929")
                .maxTokens(100)
                .addUserMessage(text)
                .build();
    }
}
