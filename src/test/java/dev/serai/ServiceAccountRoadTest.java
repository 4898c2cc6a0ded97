package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.UnauthorizedException;
import com.openai.models.models.Model;
import dev.serai.fakes.FakeKubernetes;
import dev.serai.fakes.FakeKubernetes.Mood;
import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Row T21: callers that are Kubernetes' service accounts. */
class ServiceAccountRoadTest {
    private static final String MAPPING = """
            model_mappings:
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            """;
    private static final long LONGEST_NANOS = 30_000_000_000L;
    private static final String STATIC_KEY = "static-key-of-ci-0123456789";

    @TempDir
    static Path folder;

    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static final EverythingLogged LOG = new EverythingLogged();
    private static final List<String> SECRETS = new ArrayList<>(List.of(STATIC_KEY));
    private static FakeKubernetes kubernetes;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException, InterruptedException {
        LOG.begin();
        kubernetes = FakeKubernetes.start(folder);
        Map<String, String> variables = new HashMap<>(OPENAI.environment());
        variables.putAll(kubernetes.environment());
        variables.put("AUTH_ENABLED", "true");
        variables.put("AUTH_MODE", "api_key,service_account");
        variables.put("SERVICE_ACCOUNT_AUDIENCE", "serai");
        variables.put(
                "KEY_DENY_FILE", Files.createFile(folder.resolve("denied")).toString());
        variables.put("ALLOWED_SERVICE_ACCOUNTS", "research/trainer, batch/nightly.job, batch/stolen");
        variables.put("HOST", "127.0.0.1");
        variables.put("DATABASE_URL", "none");
        variables.put("LEDGER_ENABLED", "false");
        variables.put("API_KEY_CI", STATIC_KEY);
        gateway = RunningGateway.start(MAPPING, variables);
    }

    @AfterAll
    static void stop() {
        try {
            gateway.close();
            LOG.assertHolds(SECRETS);
        } finally {
            LOG.end();
            OPENAI.close();
            kubernetes.close();
        }
    }

    @AfterEach
    void noProviderSawAToken() {
        OPENAI.assertNoForeignCredentials(SECRETS);
        OPENAI.recover();
        OPENAI.forget();
        kubernetes.mood(Mood.WELL);
        SECRETS.add(kubernetes.podToken());
    }

    private static String token(String namespace, String name, String... audiences) {
        return noted(kubernetes.token(namespace, name, audiences));
    }

    private static String noted(String token) {
        SECRETS.add(token);
        return token;
    }

    private static HttpResponse<String> models(String... headers) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.baseUrl() + "/v1/models"))
                .headers(headers)
                .build());
    }

    private static HttpResponse<String> models(String token) {
        return models("Authorization", "Bearer " + token);
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"").doesNotContain("eyJ", "127.0.0.1");
    }

    @Test
    void anAccountThatMayCallComesInAndKubernetesIsAskedOnce() {
        for (String token :
                List.of(token("research", "trainer", "serai"), token("batch", "nightly.job", "x", "serai"))) {
            int asked = kubernetes.asked();
            for (int i = 0; i < 5; i++) {
                assertThat(models(token).statusCode()).isEqualTo(200);
                assertThat(models("X-API-Key", token).statusCode()).isEqualTo(200);
            }
            assertThat(kubernetes.asked()).isEqualTo(asked + 1);
        }
    }

    @Test
    void anAccountThatMayNotCallIsRefusedWithoutAsking() {
        int asked = kubernetes.asked();
        refused(models(token("research", "other", "serai")), 401, "invalid_api_key");
        refused(models(token("other", "trainer", "serai")), 401, "invalid_api_key");
        refused(models(token("research:trainer", "x", "serai")), 401, "invalid_api_key");
        refused(models("eyJ0.eyJ0.eyJ0"), 401, "invalid_api_key");
        refused(models("no-token-at-all"), 401, "invalid_api_key");
        assertThat(kubernetes.asked()).isEqualTo(asked);
    }

    @Test
    void aTokenThatKubernetesDidNotGiveOutIsRefusedAndRemembered() {
        String forged = noted(kubernetes.forged("research", "trainer", "serai"));
        int asked = kubernetes.asked();
        refused(models(forged), 401, "invalid_api_key");
        refused(models(forged), 401, "invalid_api_key");
        assertThat(kubernetes.asked()).isEqualTo(asked + 1);
    }

    @ParameterizedTest(name = "T21: authenticated, but {0}")
    @EnumSource(names = {"FOR_OTHERS", "WITHOUT_AUDIENCES"})
    void aTokenForAnotherAudienceIsRefused(Mood mood) {
        kubernetes.mood(mood);
        refused(models(token("research", "trainer", "https://kubernetes.default.svc")), 401, "invalid_api_key");
        kubernetes.mood(Mood.WELL);
        refused(models(token("research", "trainer", "other")), 401, "invalid_api_key");
    }

    @ParameterizedTest(name = "T21: the API server is {0}")
    @EnumSource(names = {"DOWN", "FORBIDDEN"})
    void withoutTheApiServerUnknownTokensAreNotKnownAndKnownOnesGoOn(Mood mood) {
        String known = token("research", "trainer", "serai");
        assertThat(models(known).statusCode()).isEqualTo(200);
        kubernetes.mood(mood);
        String unknown = token("research", "trainer", "serai");
        HttpResponse<String> away = models(unknown);
        refused(away, 503, "auth_unavailable");
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        assertThat(models(known).statusCode()).as("for a minute").isEqualTo(200);
        assertThat(models("X-API-Key", STATIC_KEY).statusCode())
                .as("another way in")
                .isEqualTo(200);
        assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
        kubernetes.mood(Mood.WELL);
        assertThat(models(unknown).statusCode()).as("nothing was remembered").isEqualTo(200);
    }

    @Test
    @DisplayName("T21: the pod's own token is read again when it rotates")
    void thePodsOwnTokenIsReadAgain() throws IOException {
        SECRETS.add(kubernetes.podToken());
        kubernetes.rotatePodToken();
        assertThat(models(token("research", "trainer", "serai")).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("P9: the deny file shuts out whom nobody else can, while Kubernetes says that the token is good")
    void theDenyFileShutsOut() throws IOException {
        String token = token("batch", "stolen", "serai");
        assertThat(models(token).statusCode()).isEqualTo(200);
        Files.writeString(folder.resolve("denied"), "sa:batch/stolen # since Monday\n");
        long end = System.nanoTime() + LONGEST_NANOS;
        HttpResponse<String> answer = models(token);
        while (answer.statusCode() == 200 && System.nanoTime() < end) {
            answer = models(token);
        }
        refused(answer, 401, "invalid_api_key");
        assertThat(answer.body()).contains("shut this caller out");
        assertThat(models(token("batch", "nightly.job", "serai")).statusCode()).isEqualTo(200);
    }

    @Test
    void twoOfOursThatDifferAreAConflict() {
        String one = token("research", "trainer", "serai");
        String two = token("batch", "nightly.job", "serai");
        refused(models("Authorization", "Bearer " + one, "X-API-Key", two), 400, "conflicting_credentials");
        refused(models("Authorization", "Bearer " + one, "X-API-Key", STATIC_KEY), 400, "conflicting_credentials");
        assertThat(models("Authorization", "Bearer " + one, "X-API-Key", "sk-of-somebody")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void officialSdksWithATokenAndWithAnother() {
        String token = token("research", "trainer", "serai");
        OpenAIClient openai = openAi(token);
        assertThat(openai.models().list().data()).extracting(Model::id).containsExactly("at-openai");
        openai.close();
        OpenAIClient wrong = openAi(token("research", "other", "serai"));
        assertThatThrownBy(() -> wrong.models().list()).isInstanceOf(UnauthorizedException.class);
        wrong.close();
        OPENAI.enqueue(OPENAI.text("Hello there"));
        AnthropicClient anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(gateway.baseUrl())
                .authToken(token)
                .maxRetries(0)
                .build();
        assertThat(anthropic
                        .messages()
                        .create(MessageCreateParams.builder()
                                .model("at-openai")
                                .maxTokens(100)
                                .addUserMessage("Hello")
                                .build())
                        .content()
                        .get(0)
                        .asText()
                        .text())
                .isEqualTo("Hello there");
        anthropic.close();
    }

    private static OpenAIClient openAi(String token) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.baseUrl() + "/v1")
                .apiKey(token)
                .maxRetries(0)
                .build();
    }
}
