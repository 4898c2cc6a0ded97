package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeBedrock;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.FakeSts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Credentials that can't be had, have expired or come at the wrong time: rows F23 to F25 of the table of faults, with AWS'. Other
 * clouds' are in {@link GoogleCredentialsRoadTest}, {@link EntraRoadTest} and {@link OciIdentityRoadTest}, how tokens are kept in
 * {@code credentials.CachedTokenTest}.
 */
@Timeout(120)
class FaultsOfCredentialsTest {
    private static final String MAPPING = """
            routing: {fallback: {enabled: true, providers: [openai], max_attempts: 2}}
            model_mappings:
              at-bedrock: {default_provider: bedrock, providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}}}
              at-either: {default_provider: bedrock, providers: {bedrock: {model: "anthropic.claude-3-haiku-20240307-v1:0"}, openai: {model: gpt-4o}}}
              at-openai: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
            providers: {bedrock: {health_probe: {enabled: false}}, openai: {health_probe: {enabled: false}}}
            """;

    @TempDir
    private Path folder;

    private final FakeOpenAi openai = FakeOpenAi.start();

    @AfterEach
    void stop() {
        openai.close();
    }

    @Test
    @DisplayName("F23 STS goes down: keys that were had go on serving")
    void f23_keysAreKept() throws IOException {
        try (FakeBedrock bedrock = FakeBedrock.startWithSessionToken();
                FakeSts sts = FakeSts.start(bedrock.environment());
                RunningGateway gateway = RunningGateway.start(MAPPING, webIdentity(sts, bedrock))) {
            assertThat(ask(gateway, "at-bedrock").statusCode()).isEqualTo(200);
            sts.refuse();
            assertThat(ask(gateway, "at-bedrock").statusCode()).isEqualTo(200);
            bedrock.assertNothingRefused();
        }
    }

    @Test
    @DisplayName("F23 STS is down and the keys have ended: the next provider answers, others are well")
    void f23_keysHaveEnded() throws IOException {
        try (FakeBedrock bedrock = FakeBedrock.startWithSessionToken();
                FakeSts sts = FakeSts.start(bedrock.environment())) {
            sts.lifetime(Duration.ofSeconds(1));
            try (RunningGateway gateway = RunningGateway.start(MAPPING, webIdentity(sts, bedrock))) {
                assertThat(ask(gateway, "at-bedrock").statusCode()).isEqualTo(200);
                sts.refuse();
                HttpResponse<String> answer = ask(gateway, "at-either");
                while (answer.headers().firstValue("x-provider").orElse("").equals("bedrock")) {
                    answer = ask(gateway, "at-either"); // The last keys are good for a second.
                }
                assertThat(answer.headers().firstValue("x-provider")).contains("openai");
                assertThat(ask(gateway, "at-openai").statusCode()).isEqualTo(200);
                assertThat(ask(gateway, "at-bedrock").statusCode()).isIn(429, 502, 503);
            }
        }
    }

    @Test
    @DisplayName("F23 STS is down at the start: the start is not held up, others are well")
    void f23_downAtTheStart() throws IOException {
        try (FakeBedrock bedrock = FakeBedrock.startWithSessionToken()) {
            FakeSts down = FakeSts.start(Map.of());
            down.close();
            try (RunningGateway gateway = RunningGateway.start(MAPPING, webIdentity(down, bedrock))) {
                assertThat(ask(gateway, "at-openai").statusCode()).isEqualTo(200);
                assertThat(ask(gateway, "at-either").headers().firstValue("x-provider"))
                        .contains("openai");
            }
        }
    }

    @Test
    @DisplayName("F24 403 ExpiredToken: the keys are asked for anew, and the call made once more, as one attempt")
    void f24_expiredToken() throws IOException {
        try (FakeBedrock bedrock = FakeBedrock.startWithSessionToken();
                FakeSts sts = FakeSts.start(bedrock.environment());
                RunningGateway gateway = RunningGateway.start(MAPPING, webIdentity(sts, bedrock))) {
            bedrock.enqueue(bedrock.error(403, "ExpiredTokenException", "The security token included is expired"));
            HttpResponse<String> answer = ask(gateway, "at-bedrock");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-attempts")).contains("1");
            assertThat(bedrock.received()).hasSize(2);
            int exchanges = sts.received().size();
            bedrock.always(bedrock.error(403, "ExpiredTokenException", "The security token included is expired"));
            assertThat(ask(gateway, "at-bedrock").statusCode()).isEqualTo(502);
            assertThat(bedrock.received()).as("not again and again").hasSize(3);
            assertThat(sts.received()).hasSize(exchanges);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, -10})
    @DisplayName(
            "F25 AWS' clock is ten minutes from ours: its Date is believed, the call signed once more, later ones at once")
    void f25_clockSkew(int minutes) {
        Clock theirs = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes));
        try (FakeBedrock bedrock = FakeBedrock.start(theirs);
                RunningGateway gateway = RunningGateway.start(MAPPING, bedrock.environment())) {
            HttpResponse<String> answer = ask(gateway, "at-bedrock");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.headers().firstValue("x-attempts")).contains("1");
            assertThat(bedrock.received()).hasSize(2);
            assertThat(ask(gateway, "at-bedrock").statusCode()).isEqualTo(200);
            assertThat(bedrock.received()).hasSize(3);
        }
    }

    private Map<String, String> webIdentity(FakeSts sts, FakeBedrock bedrock) throws IOException {
        Map<String, String> variables = new HashMap<>(bedrock.environment());
        variables.putAll(openai.environment());
        variables.keySet().removeAll(Set.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"));
        variables.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/serai");
        variables.put(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                Files.writeString(folder.resolve("token"), "token").toString());
        variables.put("AWS_ENDPOINT_URL_STS", sts.origin().toString());
        return variables;
    }

    private static HttpResponse<String> ask(RunningGateway gateway, String model) {
        return gateway.chat("{\"model\":\"" + model
                + "\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }
}
