package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.openai.azure.credential.AzureApiKeyCredential;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.serai.sdk.WaysIn.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each of {@link WaysIn}, right and wrong, by official SDKs: where an SDK has a place of its own for a credential, it is put there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaysInTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "sandbox-echo";
    private static final String SAID = "Hello";

    /** Every SDK wants some key. */
    private static final String UNUSED = "not-a-key-of-the-gateway";

    private static final ChatCompletionCreateParams CHAT = ChatCompletionCreateParams.builder()
            .model(MODEL)
            .addUserMessage("Hello")
            .build();
    private static final MessageCreateParams MESSAGE = MessageCreateParams.builder()
            .model(MODEL)
            .maxTokens(100)
            .addUserMessage("Hello")
            .build();

    @TempDir
    static Path folder;

    private WaysIn waysIn;
    private List<Way> ways = List.of();

    @BeforeAll
    void start() throws Exception {
        waysIn = new WaysIn(folder);
        ways = waysIn.all();
    }

    @AfterAll
    void stop() {
        waysIn.close();
    }

    List<Way> ways() {
        return ways;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void openAiJava(Way way) {
        OpenAIClient client = openAi(new HashMap<>(way.headers().get()));
        if (way.code() == null) {
            assertThat(client.chat()
                            .completions()
                            .create(CHAT)
                            .choices()
                            .get(0)
                            .message()
                            .content())
                    .hasValue(SAID);
        } else {
            assertThatThrownBy(() -> client.chat().completions().create(CHAT))
                    .isInstanceOf(conflict(way) ? BadRequestException.class : UnauthorizedException.class)
                    .isInstanceOfSatisfying(OpenAIServiceException.class, refused -> {
                        assertThat(refused.code()).hasValue(way.code());
                        assertThat(refused.type())
                                .hasValue(conflict(way) ? "invalid_request_error" : "authentication_error");
                    });
        }
        client.close();
    }

    private static boolean conflict(Way way) {
        return "conflicting_credentials".equals(way.code());
    }

    private OpenAIClient openAi(Map<String, String> headers) {
        OpenAIOkHttpClient.Builder builder =
                OpenAIOkHttpClient.builder().baseUrl(waysIn.origin() + "/v1").maxRetries(0);
        String bearer = bearer(headers);
        if (bearer == null && headers.containsKey("api-key")) {
            builder.credential(AzureApiKeyCredential.create(headers.remove("api-key")));
        } else {
            builder.apiKey(bearer == null ? UNUSED : bearer);
        }
        headers.forEach(builder::replaceHeaders);
        return builder.build();
    }

    /** Takes what an SDK writes by itself out of the headers. */
    private static @Nullable String bearer(Map<String, String> headers) {
        String value = headers.getOrDefault("Authorization", "");
        return value.startsWith("Bearer ") ? headers.remove("Authorization").substring(7) : null;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void anthropicJava(Way way) {
        AnthropicClient client = anthropic(new HashMap<>(way.headers().get()));
        if (way.code() == null) {
            assertThat(client.messages()
                            .create(MESSAGE)
                            .content()
                            .get(0)
                            .asText()
                            .text())
                    .isEqualTo(SAID);
        } else {
            assertThatThrownBy(() -> client.messages().create(MESSAGE))
                    .isInstanceOf(
                            conflict(way)
                                    ? com.anthropic.errors.BadRequestException.class
                                    : com.anthropic.errors.UnauthorizedException.class)
                    .isInstanceOfSatisfying(AnthropicServiceException.class, refused -> assertThat(
                                    refused.body().toString())
                            .contains(conflict(way) ? "invalid_request_error" : "authentication_error"));
        }
        client.close();
    }

    private AnthropicClient anthropic(Map<String, String> headers) {
        AnthropicOkHttpClient.Builder builder =
                AnthropicOkHttpClient.builder().baseUrl(waysIn.origin()).maxRetries(0);
        String bearer = bearer(headers);
        if (bearer == null) {
            String key = headers.remove("x-api-key");
            builder.apiKey(key == null ? UNUSED : key);
        } else {
            builder.authToken(bearer);
        }
        headers.forEach(builder::replaceHeaders);
        return builder.build();
    }

    @Test
    void npmOpenAi() throws IOException, InterruptedException {
        NodeScripts.install();
        ArrayNode asked = JSON.createArrayNode();
        for (Way way : ways) {
            Map<String, String> headers = new HashMap<>(way.headers().get());
            String bearer = bearer(headers);
            asked.addObject()
                    .put("name", way.name())
                    .put("apiKey", bearer == null ? UNUSED : bearer)
                    .set("headers", JSON.valueToTree(headers));
        }
        Map<String, JsonNode> results = new HashMap<>();
        for (String line : NodeScripts.run("node", "ways-in.mjs", waysIn.origin() + "/v1", MODEL, asked.toString())) {
            JsonNode result = JSON.readTree(line);
            results.put(result.path("name").asText(), result);
        }
        for (Way way : ways) {
            JsonNode result = results.get(way.name());
            if (way.code() == null) {
                assertThat(result.path("text").asText()).as(result.toString()).isEqualTo(SAID);
            } else {
                assertThat(result.path("error").asText())
                        .as(result.toString())
                        .isEqualTo(conflict(way) ? "BadRequestError" : "AuthenticationError");
                assertThat(result.path("code").asText()).isEqualTo(way.code());
            }
        }
    }
}
