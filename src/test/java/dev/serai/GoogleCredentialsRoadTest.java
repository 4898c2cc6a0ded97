package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.fakes.FakeGoogle;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeVertex;
import dev.serai.fakes.FakeVertex.Family;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Application Default Credentials over the whole road: each way to a token that the strict Vertex AI takes. */
class GoogleCredentialsRoadTest {
    private static final String MAPPING = """
            model_mappings:
              claude: {default_provider: vertex, providers: {vertex: {model: claude-opus-4-6}}}
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              either: {default_provider: vertex, providers: {vertex: {model: claude-opus-4-6}, openai: {model: gpt-4o}}}
            """;
    private static final EverythingLogged LOG = new EverythingLogged();
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private FakeGoogle google;
    private FakeVertex vertex;
    private FakeOpenAi openai;

    @BeforeAll
    static void listen() {
        LOG.begin();
    }

    @AfterAll
    static void listenNoMore() {
        LOG.end();
    }

    @BeforeEach
    void start() {
        google = FakeGoogle.start();
        vertex = FakeVertex.start(Family.CLAUDE, google::accepts);
        openai = FakeOpenAi.start();
    }

    /** Whatever way a token was come by, no log tells of it. */
    @AfterEach
    void stop() {
        LOG.assertHolds(google.secrets());
        openai.close();
        vertex.close();
        google.close();
    }

    @Test
    void aServiceAccountsKeyIsWorthOneTokenForManyCalls() throws IOException {
        try (RunningGateway gateway = gatewayWith(google.serviceAccountFile())) {
            assertThat(google.received()).as("fetched on first use").isEmpty();
            answered(gateway);
            answered(gateway);
            assertThat(google.received()).containsExactly("/token");
            assertThat(vertex.last().headers("x-goog-user-project")).isEmpty();
        }
    }

    @Test
    void gcloudsOwnFileIsFoundAndItsQuotaProjectTold() throws IOException {
        ObjectNode file = google.userFile().put("quota_project_id", "quota-project");
        Files.writeString(folder.resolve("application_default_credentials.json"), file.toString());
        try (RunningGateway gateway = gateway(Map.of())) {
            answered(gateway);
            assertThat(vertex.last().headers("x-goog-user-project")).containsExactly("quota-project");
        }
    }

    @Test
    void aTokenInAFileIsExchanged() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), google.subjectToken() + "\n");
        try (RunningGateway gateway = gatewayWith(google.federatedFile(object().put("file", token.toString())))) {
            answered(gateway);
            assertThat(google.received()).containsExactly("/v1/token");
        }
    }

    @Test
    void aTokenBehindAUrlIsExchangedForThatOfAServiceAccount() throws IOException {
        ObjectNode source = object().put("url", google.origin() + "/subject");
        source.putObject("headers").put("X-Subject", "canary");
        source.putObject("format").put("type", "json").put("subject_token_field_name", "id_token");
        try (RunningGateway gateway = gatewayWith(google.impersonating(google.federatedFile(source)))) {
            answered(gateway);
            assertThat(google.received())
                    .containsExactly(
                            "/subject",
                            "/v1/token",
                            "/v1/projects/-/serviceAccounts/serai@canary-project-4711.iam.gserviceaccount.com"
                                    + ":generateAccessToken");
        }
    }

    @Test
    void aPersonActsAsAServiceAccount() throws IOException {
        ObjectNode file = google.impersonating(object().put("type", "impersonated_service_account"));
        file.set("source_credentials", google.userFile());
        try (RunningGateway gateway = gatewayWith(file)) {
            answered(gateway);
            assertThat(google.received()).hasSize(2);
        }
    }

    @Test
    void theMetadataServerIsAskedBesideTheRequests() throws IOException {
        try (RunningGateway gateway = gateway(Map.of("GCE_METADATA_HOST", google.metadataHost()))) {
            await(gateway, "up");
            List<String> asked = google.received();
            answered(gateway);
            assertThat(google.received())
                    .isEqualTo(asked)
                    .containsOnly("/computeMetadata/v1/instance/service-accounts/default/token");
        }
    }

    @Test
    void withoutAnyCredentialsVertexAloneIsUnconfigured() throws IOException {
        try (RunningGateway gateway = gateway(Map.of())) {
            assertThat(gateway.chat(asking("either")).statusCode()).isEqualTo(200);
            assertThat(await(gateway, "unconfigured").path("missing").toString())
                    .contains("GCP_ACCESS_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS");
            assertThat(vertex.received()).isEmpty();
        }
    }

    @Test
    void aTokenEndpointThatIsDownLeavesOtherProvidersAlone() throws IOException {
        google.down(true);
        try (RunningGateway gateway = gatewayWith(google.serviceAccountFile())) {
            HttpResponse<String> rescued = gateway.chat(asking("either"));
            assertThat(rescued.statusCode()).as(rescued.body()).isEqualTo(200);
            assertThat(gateway.chat(asking("at-openai")).statusCode()).isEqualTo(200);
            assertThat(vertex.received()).isEmpty();
            assertThat(openai.received()).hasSize(2);
        }
    }

    @Test
    void aKeyThatWasRotatedIsReadAndTheCallTriedOnceMore() throws IOException {
        Path file = Files.writeString(
                folder.resolve("credentials.json"), google.serviceAccountFile().toString());
        try (RunningGateway gateway = gateway(Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString()))) {
            answered(gateway);
            google.rotateKey();
            google.revokeTokens();
            Files.writeString(file, google.serviceAccountFile().toString());
            HttpResponse<String> answer = gateway.chat(asking("claude"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(google.received()).containsExactly("/token", "/token");
            assertThat(vertex.received()).hasSize(3);
            assertThat(vertex.received().get(1).refusal()).isNotNull();
        }
    }

    @Test
    void aFreshTokenThatIsRefusedIsNotAskedForAgain() throws IOException {
        try (RunningGateway gateway = gatewayWith(google.serviceAccountFile())) {
            answered(gateway);
            google.revokeTokens();
            HttpResponse<String> answer = gateway.chat(asking("claude"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
            assertThat(answer.body()).contains("provider_authentication_failed");
            assertThat(google.received()).containsExactly("/token");
        }
    }

    @Test
    void anExpiredTokenIsRenewed() throws IOException {
        google.lifetime(Duration.ofSeconds(1));
        try (RunningGateway gateway = gatewayWith(google.serviceAccountFile())) {
            Instant deadline = Instant.now().plus(SOON);
            while (google.received().size() < 3 && Instant.now().isBefore(deadline)) {
                answered(gateway);
            }
            assertThat(google.received()).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    private void answered(RunningGateway gateway) {
        HttpResponse<String> answer = gateway.chat(asking("claude"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        vertex.assertNothingRefused();
        vertex.assertNoForeignCredentials(google.credentials());
    }

    private RunningGateway gatewayWith(ObjectNode file) throws IOException {
        Path written = Files.writeString(folder.resolve("credentials.json"), file.toString());
        return gateway(Map.of("GOOGLE_APPLICATION_CREDENTIALS", written.toString()));
    }

    private RunningGateway gateway(Map<String, String> credentials) {
        Map<String, String> variables = new HashMap<>(vertex.environment());
        variables.remove("GCP_ACCESS_TOKEN");
        variables.putAll(openai.environment());
        variables.put("CLOUDSDK_CONFIG", folder.toString());
        variables.put("GCE_METADATA_HOST", "127.0.0.1:1");
        variables.putAll(credentials);
        return RunningGateway.start(MAPPING, variables);
    }

    /** Each look at /ready is a request: the loop ends with the first that tells. */
    private static JsonNode await(RunningGateway gateway, String status) throws IOException {
        Instant deadline = Instant.now().plus(SOON);
        while (Instant.now().isBefore(deadline)) {
            JsonNode vertex =
                    new ObjectMapper().readTree(gateway.get("/ready").body()).at("/providers/vertex");
            if (List.of(status).contains(vertex.path("status").asText())) {
                return vertex;
            }
        }
        throw new AssertionError("vertex was never " + status);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String asking(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
