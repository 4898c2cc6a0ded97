package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.models.messages.MessageCreateParams;
import dev.serai.fakes.FakeProvider;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which of its exceptions Anthropic's own client throws where a provider fails; a gateway each, since failures are remembered. */
class MessagesSdkFailuresTest {
    private static final List<String> ALL = List.of("openai", "anthropic", "converse", "gemini");
    private static final String MAPPING = """
            model_mappings:
              openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              anthropic: {default_provider: anthropic, providers: {anthropic: {model: claude-sonnet-4-5-20250929}}}
              converse: {default_provider: bedrock, providers: {bedrock: {model: "us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}}
              gemini: {default_provider: vertex, providers: {vertex: {model: gemini-2.5-pro}}}
            """;

    private ProviderFakes fakes;
    private RunningGateway gateway;
    private AnthropicClient client;

    @BeforeEach
    void start() {
        fakes = new ProviderFakes();
        gateway = RunningGateway.start(MAPPING, fakes.environment());
        client = AnthropicOkHttpClient.builder()
                .apiKey("client-key-that-no-provider-sees")
                .baseUrl(gateway.baseUrl())
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        gateway.close();
        fakes.close();
    }

    @Test
    void aRefusalIsABadRequest() {
        for (String model : ALL) {
            fail(model, 400);
            assertThatThrownBy(() -> ask(model)).isInstanceOf(BadRequestException.class);
        }
    }

    @Test
    void tooManyRequestsAreARateLimit() {
        for (String model : ALL) {
            fail(model, 429);
            assertThatThrownBy(() -> ask(model)).isInstanceOf(RateLimitException.class);
        }
    }

    @Test
    void refusedCredentialsOfOursAreAnErrorOfTheServers() {
        for (String model : List.of("openai", "anthropic", "gemini")) {
            fail(model, 401);
            isAnErrorOfTheServers(model, 502, "api_error");
        }
    }

    @Test
    void aProviderThatIsDownIsOverloaded() {
        fail("openai", 500);
        isAnErrorOfTheServers("openai", 529, "overloaded_error");
        fail("anthropic", 529);
        isAnErrorOfTheServers("anthropic", 529, "overloaded_error");
        fail("converse", 503);
        isAnErrorOfTheServers("converse", 529, "overloaded_error");
    }

    private void isAnErrorOfTheServers(String model, int status, String type) {
        assertThatThrownBy(() -> ask(model)).isInstanceOfSatisfying(InternalServerException.class, error -> {
            assertThat(error.statusCode()).isEqualTo(status);
            assertThat(error.body().toString()).contains(type);
            assertThat(error.headers().values("request-id")).hasSize(1);
        });
    }

    private void fail(String model, int status) {
        FakeProvider fake = fakes.speaking(model);
        fake.always(fake.error(status));
    }

    private void ask(String model) {
        client.messages()
                .create(MessageCreateParams.builder()
                        .model(model)
                        .maxTokens(100)
                        .addUserMessage("Hello")
                        .build());
    }
}
