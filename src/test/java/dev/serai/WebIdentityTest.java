package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeSts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** IRSA over the whole road: a service account's token becomes temporary keys, these sign the calls. */
class WebIdentityTest {
    private static final String MAPPING = """
            model_mappings:
              at-bedrock: {default_provider: bedrock, providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            """;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void callsAreSignedWithTheKeysThatStsHandsOut() throws IOException {
        try (FakeBedrock bedrock = FakeBedrock.startWithSessionToken();
                FakeSts sts = FakeSts.start(bedrock.environment());
                RunningGateway gateway = RunningGateway.start(MAPPING, webIdentity(sts, bedrock.environment()))) {
            HttpResponse<String> answer = gateway.chat(asking("at-bedrock"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            bedrock.assertNothingRefused();
            assertThat(sts.received()).isNotEmpty();
        }
    }

    @Test
    void withoutStsBedrockAloneIsUnconfigured() throws IOException {
        FakeSts down = FakeSts.start(Map.of());
        down.close();
        try (FakeOpenAi openai = FakeOpenAi.start();
                RunningGateway gateway = RunningGateway.start(MAPPING, webIdentity(down, openai.environment()))) {
            assertThat(gateway.chat(asking("at-openai")).statusCode()).isEqualTo(200);
            JsonNode bedrock = bedrockOnceItWasLookedFor(gateway);
            assertThat(bedrock.path("missing").toString()).contains("AWS_ROLE_ARN");
            HttpResponse<String> refused = gateway.chat(asking("at-bedrock"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("provider_unconfigured", "AWS_ACCESS_KEY_ID");
        }
    }

    /** Each look at /ready is a request: the loop ends with the first that tells. */
    private static JsonNode bedrockOnceItWasLookedFor(RunningGateway gateway) throws IOException {
        Instant deadline = Instant.now().plus(SOON);
        while (Instant.now().isBefore(deadline)) {
            HttpResponse<String> ready = gateway.get("/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            JsonNode bedrock = new ObjectMapper().readTree(ready.body()).at("/providers/bedrock");
            if (bedrock.path("status").asText().equals("unconfigured")) {
                return bedrock;
            }
        }
        throw new AssertionError("bedrock was never found unconfigured");
    }

    private Map<String, String> webIdentity(FakeSts sts, Map<String, String> ofProvider) throws IOException {
        Map<String, String> variables = new HashMap<>(ofProvider);
        variables.keySet().removeAll(Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"));
        variables.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/serai");
        variables.put(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                Files.writeString(folder.resolve("token"), "token").toString());
        variables.put("AWS_ENDPOINT_URL_STS", sts.origin().toString());
        variables.put("AWS_REGION", "us-east-1");
        return variables;
    }

    private static String asking(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}
