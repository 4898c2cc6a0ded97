package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.FreePorts;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What moves on to the next provider and what does not (contract, "what the provider did"), a fresh gateway for each test. */
class FailoverTest {
    private static final List<String> PRIVATE_HEADERS = List.of(
            "set-cookie",
            "server",
            "cf-ray",
            "openai-organization",
            "openai-processing-ms",
            "anthropic-organization-id",
            "x-amzn-requestid");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theThirdAnswersWhenTheFirstIsUnavailableAndTheSecondUnreachable(boolean stream) throws Exception {
        Map<String, String> unreachable = Map.of("ANTHROPIC_BASE_URL", "http://127.0.0.1:" + FreePorts.next());
        try (ThreeProviders providers = ThreeProviders.start(ThreeProviders.Patience.ENDLESS, unreachable)) {
            providers.openai.always(providers.openai.error(503));
            HttpResponse<String> answer = ask(providers, ThreeProviders.ALL, stream);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains(stream ? "\"content\":\"Hello\"" : "Echo: Hello");
            assertHeaders(answer, "3", "bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0");
            assertThat(providers.openai.received()).hasSize(1);
            assertThat(providers.bedrock.received()).hasSize(1);
            assertNothingLeaked(providers, answer);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    void aRefusedRequestComesStraightBack(int status) throws Exception {
        try (ThreeProviders providers = ThreeProviders.start()) {
            providers.openai.enqueue(providers.openai.error(status));
            HttpResponse<String> answer = ask(providers, ThreeProviders.ALL, false);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.body()).contains("\"type\":\"invalid_request_error\"");
            assertThat(answer.headers().firstValue("X-Attempts")).contains("1");
            assertThat(providers.anthropic.received()).isEmpty();
            assertThat(providers.bedrock.received()).isEmpty();
            assertNothingLeaked(providers, answer);
        }
    }

    @Test
    void aProviderBehindAnOpenBreakerIsNotCalled() throws Exception {
        int calls = 4;
        try (ThreeProviders providers = ThreeProviders.start(ThreeProviders.Patience.ENDLESS.withBreakerCalls(calls))) {
            providers.openai.always(providers.openai.error(503));
            for (int i = 0; i < calls; i++) {
                assertHeaders(
                        ask(providers, ThreeProviders.ALL, false), "2", "anthropic", "claude-sonnet-4-5-20250929");
            }
            assertThat(providers.openai.received()).hasSize(calls);
            assertHeaders(ask(providers, ThreeProviders.ALL, false), "1", "anthropic", "claude-sonnet-4-5-20250929");
            assertThat(providers.openai.received()).hasSize(calls);
            HttpResponse<String> alone = ask(providers, "gw-openai", false);
            assertThat(alone.statusCode()).isEqualTo(503);
            assertThat(alone.body()).contains("\"code\":\"provider_unavailable\"");
            assertThat(providers.openai.received()).hasSize(calls);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-three-from-openai", "gw-three-from-anthropic", "gw-three-from-bedrock"})
    void aLimitedTargetIsLeftAloneForAWhile(String model) throws Exception {
        try (ThreeProviders providers = ThreeProviders.start()) {
            FakeProvider first = providers.serving(model);
            first.enqueue(first.error(429).header("Retry-After", "30"));
            assertThat(ask(providers, model, false).headers().firstValue("X-Attempts"))
                    .contains("2");
            assertThat(ask(providers, model, false).headers().firstValue("X-Attempts"))
                    .contains("1");
            assertThat(first.received()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-three-from-openai", "gw-three-from-anthropic", "gw-three-from-bedrock"})
    void refusedCredentialsOfOursAreNeverTheClients(String model) throws Exception {
        try (ThreeProviders providers = ThreeProviders.start()) {
            providers.all().forEach(fake -> fake.always(fake.error(fake == providers.bedrock ? 403 : 401)));
            HttpResponse<String> answer = ask(providers, model, false);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("\"code\":\"provider_authentication_failed\"");
            assertThat(answer.headers().firstValue("X-Attempts")).contains("3");
            assertNothingLeaked(providers, answer);
        }
    }

    @Test
    void theSmallestRetryAfterIsToldWhenAllAreLimited() throws Exception {
        try (ThreeProviders providers = ThreeProviders.start()) {
            providers.openai.enqueue(providers.openai.error(429).header("Retry-After", "40"));
            providers.anthropic.enqueue(providers.anthropic.error(503));
            providers.bedrock.enqueue(providers.bedrock.error(429).header("Retry-After", "20"));
            HttpResponse<String> answer = ask(providers, ThreeProviders.ALL, false);
            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.body()).contains("\"code\":\"provider_rate_limited\"");
            assertThat(answer.headers().firstValue("Retry-After")).contains("20");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void f6AProviderThatIsSilentIsGivenUp(boolean stream) throws Exception {
        try (ThreeProviders providers =
                ThreeProviders.start(ThreeProviders.Patience.ENDLESS.withTimeout(Duration.ofSeconds(3)))) {
            providers.openai.enqueue(Reply.silence());
            assertHeaders(ask(providers, ThreeProviders.ALL, stream), "2", "anthropic", "claude-sonnet-4-5-20250929");
            providers.openai.last().awaitClosedByPeer(Duration.ofSeconds(10));
            providers.openai.enqueue(Reply.silence());
            HttpResponse<String> alone = ask(providers, "gw-openai", stream);
            assertThat(alone.statusCode()).isEqualTo(504);
            assertThat(alone.body()).contains("\"code\":\"provider_timeout\"");
        }
    }

    private static HttpResponse<String> ask(ThreeProviders providers, String model, boolean stream)
            throws IOException, InterruptedException {
        return Clients.post(providers.origin(), Clients.asking(model, "Hello", stream));
    }

    private static void assertHeaders(HttpResponse<String> answer, String attempts, String provider, String model) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Attempts")).contains(attempts);
        assertThat(answer.headers().firstValue("X-Provider")).contains(provider);
        assertThat(answer.headers().firstValue("X-Provider-Model")).contains(model);
    }

    /** T3, T4, T34: nothing private of a provider reaches another one, or the client. */
    private static void assertNothingLeaked(ThreeProviders providers, HttpResponse<String> answer) {
        providers.assertCleanCalls();
        assertThat(answer.headers().map()).doesNotContainKeys(PRIVATE_HEADERS.toArray(String[]::new));
        String whole = answer.headers().map() + answer.body();
        providers.all().forEach(fake -> assertThat(whole)
                .doesNotContain(fake.credentials())
                .doesNotContain(String.valueOf(fake.origin().getPort())));
    }
}
