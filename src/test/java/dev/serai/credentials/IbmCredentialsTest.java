package dev.serai.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.MovableClock;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.config.ProviderSettings;
import dev.serai.config.Timeouts;
import dev.serai.fakes.FakeIam;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** IBM's API key, exchanged for tokens at a fake IAM. */
class IbmCredentialsTest {
    private final FakeIam iam = FakeIam.start();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-22T12:00:00Z"));
    private final IbmCredentials credentials = new IbmCredentials(clock);

    @AfterEach
    void stop() {
        credentials.close();
        iam.close();
    }

    @Test
    void theKeyIsExchangedOnce() {
        ModelTarget target = target("https://us-south.ml.cloud.ibm.com", iam.key());
        HttpRequest first = authenticated(target);
        HttpRequest second = authenticated(target);
        assertThat(iam.issued()).hasSize(1);
        assertThat(first.getLastHeader("Authorization").getValue())
                .isEqualTo("Bearer " + iam.issued().get(0))
                .isEqualTo(second.getLastHeader("Authorization").getValue());
    }

    @Test
    void hostsOnAwsHaveTheirTokensFromTheAccountService() {
        HttpRequest request = authenticated(target("https://us-east-1.aws.wxai.ibm.com", iam.key()));
        assertThat(request.getLastHeader("Authorization").getValue())
                .isEqualTo("Bearer " + iam.issued().get(0));
    }

    @Test
    void aRefusedTokenIsExchangedAnewUnlessItIsYoung() {
        ModelTarget target = target(null, iam.key());
        HttpRequest request = authenticated(target);
        assertThat(credentials.renew(request, target)).isFalse();
        clock.forward(Duration.ofMinutes(2));
        assertThat(credentials.renew(request, target)).isTrue();
        assertThat(authenticated(target).getLastHeader("Authorization").getValue())
                .isEqualTo("Bearer " + iam.issued().get(1));
    }

    @Test
    void aKeyThatIamDoesNotKnowIsNamedByItsErrorCodeAlone() {
        assertThatThrownBy(() -> authenticated(target(null, "wrong-canary")))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("BXNIM0415E")
                .hasMessageNotContaining("canary");
    }

    @Test
    void whatLacksIsTheVariable() {
        assertThat(credentials.lacking(target(null, null).provider())).containsExactly("IBM_API_KEY");
        assertThat(credentials.lacking(target(null, "x").provider())).isEmpty();
    }

    private HttpRequest authenticated(ModelTarget target) {
        HttpRequest request = new BasicHttpRequest("POST", "/ml/v1/text/chat");
        credentials.authenticate(request, new byte[0], target);
        return request;
    }

    private ModelTarget target(@Nullable String baseUrl, @Nullable String key) {
        ProviderSettings provider = new ProviderSettings(
                "ibm",
                "ibm",
                true,
                baseUrl,
                null,
                key,
                List.of(),
                Timeouts.DEFAULT,
                0,
                Duration.ofSeconds(1),
                10,
                ProviderSettings.Breaker.DEFAULT,
                ProviderSettings.Quirks.NONE,
                Map.of("iam_url", iam.origin().toString()));
        return new ModelTarget(provider, "ibm/granite-4-h-small", ModelFacts.unknown("granite"), Map.of());
    }
}
