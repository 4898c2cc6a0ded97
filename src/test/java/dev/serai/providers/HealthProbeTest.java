package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.ModelTarget;
import dev.serai.credentials.Credentials;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.fakes.AnyServer;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import dev.serai.providers.ProbeAddress.Question;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HealthProbeTest {
    private final FakeOpenAi provider = FakeOpenAi.start();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final PoolingHttpClientConnectionManager connections =
            ConnectionPool.shared(SystemDefaultDnsResolver.INSTANCE);
    private final ModelTarget target = MappingText.target(MappingText.load("""
                    model_mappings:
                      a: {providers: {openai: {model: a}}}
                    """, provider.environment()), "a");

    @AfterEach
    void close() {
        connections.close();
        clock.shutdownNow();
        provider.close();
    }

    @Test
    void anAnswerThatDripsIsCutOff() {
        Reply.Frame drop = Reply.Frame.of(" ");
        provider.toLooks(Reply.stream("application/json", List.of(drop))
                .status(500)
                .paced(Duration.ofMillis(20))
                .endless());
        assertThat(look(Duration.ofMillis(500)).map(ProviderFailure::kind)).contains(Kind.TIMEOUT);
        assertThat(connections.getTotalStats().getLeased()).isZero();
    }

    @Test
    void aListWithoutAnEndIsNotRead() {
        provider.toLooks(Reply.stream("application/json", List.of(Reply.Frame.of(" ")))
                .paced(Duration.ofMillis(20))
                .endless());
        assertThat(look(Duration.ofMinutes(10))).as("it lives").isEmpty();
        assertThat(connections.getTotalStats().getLeased()).isZero();
    }

    @Test
    void oneThatIsWholeInTimeIsLeftAlone() {
        assertThat(look(Duration.ofSeconds(30))).isEmpty();
        provider.toLooks(Reply.json(500, "{\"error\": {\"message\": \"out of order\"}}"));
        assertThat(look(Duration.ofSeconds(30)).map(ProviderFailure::message)).contains("out of order");
    }

    @Test
    @DisplayName("row T4: neither what a token was made of nor the token is told")
    void whatItShowedIsNotTold() {
        String token = "derived/" + "Zq8r+2Wm/".repeat(6) + "==";
        ProviderType openAi = ProviderType.openAi();
        Credentials derived = (request, body, asked) -> {
            request.setHeader("X-Amz-Security-Token", token);
            openAi.credentials().authenticate(request, body, asked);
        };
        try (AnyServer server = AnyServer.start()) {
            server.always(
                    Reply.json(500, "{\"error\": {\"message\": \"no " + token + " or " + provider.key() + "\"}}"));
            ProviderType type = new ProviderType(
                    "openai", openAi.address(), derived, asked -> Question.at(server.origin() + "/models"));
            assertThat(look(type, Duration.ofSeconds(30)).map(ProviderFailure::message))
                    .hasValueSatisfying(words -> assertThat(words)
                            .startsWith("no …")
                            .doesNotContain("Zq8r")
                            .doesNotContain(provider.key()));
        }
    }

    private Optional<ProviderFailure> look(Duration longest) {
        return look(ProviderType.openAi(), longest);
    }

    private Optional<ProviderFailure> look(ProviderType type, Duration longest) {
        return new HealthProbe(connections, clock, longest)
                .look(type, target, Objects.requireNonNull(HealthProbe.question(type, target)));
    }
}
