package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeAzure;
import dev.serai.fakes.FakeEntra;
import dev.serai.fakes.FakeEntra.Exchange;
import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure OpenAI without a key: each kind of Entra identity over the whole road, and what becomes of it when Entra fails. */
class EntraRoadTest {
    private static final String MAPPING = """
            model_mappings:
              dated: {providers: {azure: {deployment: gpt-4o}}}
              newest: {providers: {azure: {deployment: gpt-4o, api_version: v1}}}
              second: {providers: {azure-second: {deployment: gpt-4o}}}
              at-openai: {providers: {openai: {model: gpt-4o}}}
              with-fallback: {default_provider: azure, providers: {azure: {deployment: gpt-4o}, openai: {model: gpt-4o}}}
            providers:
              azure-second: {type: azure, endpoint: "%s"}
            """;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final FakeEntra entra = FakeEntra.start();
    private final FakeAzure azure = FakeAzure.start(entra);
    private final FakeOpenAi openai = FakeOpenAi.start();

    @AfterEach
    void stop() {
        openai.assertNoForeignCredentials(entra.secrets());
        entra.close();
        azure.close();
        openai.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "workload", "app service", "virtual machine"})
    void aTokenIsFetchedOnceForEachAudience(String kind) throws IOException {
        try (RunningGateway gateway = start(identity(kind))) {
            for (String model : List.of("dated", "newest", "dated", "newest", "second")) {
                assertAnswered(gateway, model);
            }
            assertThat(entra.received())
                    .extracting(exchange -> exchange.parameters()
                            .getOrDefault("scope", exchange.parameters().get("resource")))
                    .extracting(audience -> audience.replace("/.default", ""))
                    .containsExactly("https://cognitiveservices.azure.com", "https://ai.azure.com");
            azure.assertNothingRefused();
            assertThat(azure.last().header("api-key")).isNull();
        }
    }

    @Test
    void oneOfSeveralIdentitiesOfAHostIsNamedByItsClient() throws IOException {
        Map<String, String> variables = new HashMap<>(identity("virtual machine"));
        variables.put("AZURE_CLIENT_ID", "user assigned");
        try (RunningGateway gateway = start(variables)) {
            assertAnswered(gateway, "dated");
            assertThat(entra.received().get(0).parameters()).containsEntry("client_id", "user assigned");
        }
    }

    @Test
    void theFederatedTokenIsReadAnewForEachExchange() throws IOException {
        try (RunningGateway gateway = start(identity("workload"))) {
            assertAnswered(gateway, "dated");
            Files.writeString(folder.resolve("token"), entra.assertion("rotated") + "\n");
            assertAnswered(gateway, "newest");
            assertThat(entra.received())
                    .extracting(exchange -> exchange.parameters().get("client_assertion"))
                    .containsExactly("federated", "rotated");
        }
    }

    @Test
    void aTokenThatEndsIsRenewedBeforeItDoes() throws IOException, InterruptedException {
        entra.lifetime(Duration.ofSeconds(2));
        try (RunningGateway gateway = start(identity("secret"))) {
            assertAnswered(gateway, "dated");
            // At 80 % of two seconds; each look is a request that the old token still serves, or the new one.
            while (entra.received().size() < 2) {
                assertAnswered(gateway, "dated");
            }
            azure.assertNothingRefused();
        }
    }

    @Test
    void anEntraThatKeepsUsWaitingKeepsNobodyElseWaiting()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        entra.hold();
        try (RunningGateway gateway = start(identity("secret"))) {
            CompletableFuture<HttpResponse<String>> waiting =
                    CompletableFuture.supplyAsync(() -> gateway.chat(asking("dated")));
            entra.awaitRequests(1, SOON);
            assertAnswered(gateway, "at-openai");
            assertThat(gateway.get("/ready").statusCode()).isEqualTo(200);
            assertThat(waiting).isNotDone();
            entra.release();
            HttpResponse<String> answer = waiting.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(entra.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 500})
    void anEntraThatRefusesMovesTheRequestOn(int status) throws IOException {
        entra.fail(status);
        try (RunningGateway gateway = start(identity("secret"))) {
            HttpResponse<String> moved = gateway.chat(asking("with-fallback"));
            assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
            assertThat(moved.headers().firstValue("x-provider")).contains("openai");
            assertThat(azure.received()).isEmpty();
            assertThat(gateway.get("/ready").body()).doesNotContain("AADSTS").doesNotContain("127.0.0.1");
        }
    }

    @Test
    void aFileThatIsNotThereIsSaidWithoutItsPath() throws IOException {
        Map<String, String> variables = new HashMap<>(identity("workload"));
        variables.put("AZURE_FEDERATED_TOKEN_FILE", folder.resolve("missing").toString());
        try (RunningGateway gateway = start(variables)) {
            HttpResponse<String> refused = gateway.chat(asking("dated"));
            assertThat(refused.statusCode()).isEqualTo(502);
            assertThat(refused.body())
                    .contains("provider_authentication_failed")
                    .doesNotContain(folder.toString());
            assertThat(entra.received()).extracting(Exchange::path).isEmpty();
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        try (RunningGateway gateway = start(Map.of("AZURE_TENANT_ID", "t"))) {
            HttpResponse<String> refused = gateway.chat(asking("dated"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body())
                    .contains("provider_unconfigured", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")
                    .doesNotContain("AZURE_OPENAI_API_KEY");
        }
    }

    private RunningGateway start(Map<String, String> identity) {
        Map<String, String> variables = new HashMap<>(identity);
        variables.putAll(azure.environment());
        variables.putAll(openai.environment());
        return RunningGateway.start(MAPPING.formatted(azure.origin()), variables);
    }

    private Map<String, String> identity(String kind) throws IOException {
        return switch (kind) {
            case "secret" -> entra.secretEnvironment();
            case "workload" ->
                entra.workloadEnvironment(
                        Files.writeString(folder.resolve("token"), entra.assertion("federated") + "\n")
                                .toString());
            case "app service" -> entra.appServiceEnvironment();
            case "virtual machine" -> entra.virtualMachineEnvironment();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static void assertAnswered(RunningGateway gateway, String model) {
        HttpResponse<String> answer = gateway.chat(asking(model));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static String asking(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
