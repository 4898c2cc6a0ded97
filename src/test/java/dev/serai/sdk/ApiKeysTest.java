package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.token.credentials.StaticTokenProvider;
import software.amazon.awssdk.http.auth.scheme.BearerAuthScheme;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

/** Official SDKs before a gateway that asks for a key: each where it puts one, right and wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiKeysTest {
    private static final String KEY = "key-of-the-sdks-0123456789";

    private ThreeProviders providers;

    @BeforeAll
    void start() {
        providers = ThreeProviders.start(
                ThreeProviders.Patience.ENDLESS,
                Map.of("AUTH_ENABLED", "true", "HOST", "127.0.0.1", "DATABASE_URL", "none", "API_KEY_SDK", KEY));
    }

    @AfterEach
    void noProviderSawTheKey() {
        providers.assertCleanCalls();
        providers.all().forEach(fake -> fake.assertNoForeignCredentials(List.of(KEY)));
        providers.recover();
    }

    @AfterAll
    void stop() {
        providers.close();
    }

    private OpenAIClient openAi(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(providers.baseUrl())
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private AnthropicClient anthropic(AnthropicOkHttpClient.Builder builder) {
        return builder.baseUrl(providers.origin() + "/providers/anthropic")
                .maxRetries(0)
                .build();
    }

    private static ChatCompletionCreateParams chat() {
        return ChatCompletionCreateParams.builder()
                .model("gw-openai")
                .addUserMessage("Hello")
                .build();
    }

    private static MessageCreateParams message() {
        return MessageCreateParams.builder()
                .model("claude-sonnet-4-5-20250929")
                .maxTokens(100)
                .addUserMessage("Hello")
                .build();
    }

    @Test
    void openAisWithItsKey() {
        providers.openai.enqueue(providers.openai.text("Hello there"));
        OpenAIClient client = openAi(KEY);
        assertThat(client.chat()
                        .completions()
                        .create(chat())
                        .choices()
                        .get(0)
                        .message()
                        .content())
                .hasValue("Hello there");
        assertThat(client.models().list().data()).extracting(Model::id).contains("gw-openai");
        client.close();
    }

    @Test
    void openAisWithAnotherKey() {
        OpenAIClient client = openAi("sk-wrong");
        assertThatThrownBy(() -> client.chat().completions().create(chat()))
                .isInstanceOfSatisfying(UnauthorizedException.class, refused -> {
                    assertThat(refused.code()).hasValue("invalid_api_key");
                    assertThat(refused.type()).hasValue("authentication_error");
                    assertThat(refused.getMessage()).doesNotContain("sk-wrong");
                });
        assertThatThrownBy(() -> client.models().list()).isInstanceOf(UnauthorizedException.class);
        client.close();
        assertThat(providers.openai.received()).isEmpty();
    }

    @Test
    void anthropicsWithItsKeyOrItsToken() {
        for (AnthropicOkHttpClient.Builder builder : List.of(
                AnthropicOkHttpClient.builder().apiKey(KEY),
                AnthropicOkHttpClient.builder().authToken(KEY))) {
            providers.anthropic.enqueue(providers.anthropic.text("Hello there"));
            AnthropicClient client = anthropic(builder);
            assertThat(client.messages()
                            .create(message())
                            .content()
                            .get(0)
                            .asText()
                            .text())
                    .isEqualTo("Hello there");
            client.close();
        }
    }

    @Test
    void anthropicsBeforeTheGatewaysOwnMessages() {
        for (String key : List.of(KEY, "sk-ant-wrong")) {
            AnthropicClient client = AnthropicOkHttpClient.builder()
                    .baseUrl(providers.origin().toString())
                    .apiKey(key)
                    .maxRetries(0)
                    .build();
            MessageCreateParams asked = message().toBuilder().model("gw-openai").build();
            if (key.equals(KEY)) {
                providers.openai.enqueue(providers.openai.text("Hello there"));
                assertThat(client.messages()
                                .create(asked)
                                .content()
                                .get(0)
                                .asText()
                                .text())
                        .isEqualTo("Hello there");
            } else {
                assertThatThrownBy(() -> client.messages().create(asked))
                        .isInstanceOf(com.anthropic.errors.UnauthorizedException.class);
            }
            client.close();
        }
        assertThat(providers.openai.received()).hasSize(1);
    }

    @Test
    void anthropicsWithAnotherKey() {
        AnthropicClient client = anthropic(AnthropicOkHttpClient.builder().apiKey("sk-ant-wrong"));
        assertThatThrownBy(() -> client.messages().create(message()))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class);
        client.close();
        assertThat(providers.anthropic.received()).isEmpty();
    }

    @Test
    void awsWithItsKeyAsABedrockApiKey() {
        providers.bedrock.enqueue(providers.bedrock.text("Hello there"));
        try (BedrockRuntimeClient client = aws(KEY)) {
            assertThat(client.converse(ApiKeysTest::hello)
                            .output()
                            .message()
                            .content()
                            .get(0)
                            .text())
                    .isEqualTo("Hello there");
        }
        try (BedrockRuntimeClient client = aws("bedrock-api-key-of-nobody")) {
            assertThatThrownBy(() -> client.converse(ApiKeysTest::hello)).isInstanceOf(AccessDeniedException.class);
        }
        assertThat(providers.bedrock.received()).hasSize(1);
    }

    /** As the SDK does by itself where {@code AWS_BEARER_TOKEN_BEDROCK} is set. */
    private BedrockRuntimeClient aws(String key) {
        return BedrockRuntimeClient.builder()
                .endpointOverride(URI.create(providers.origin() + "/providers/bedrock"))
                .region(Region.EU_CENTRAL_1)
                .tokenProvider(StaticTokenProvider.create(() -> key))
                .authSchemeProvider(asked -> List.of(AuthSchemeOption.builder()
                        .schemeId(BearerAuthScheme.SCHEME_ID)
                        .build()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(config -> config.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }

    private static void hello(ConverseRequest.Builder request) {
        request.modelId("anthropic.claude-3-haiku-20240307-v1:0")
                .messages(Message.builder()
                        .role(ConversationRole.USER)
                        .content(ContentBlock.fromText("Hello"))
                        .build());
    }
}
