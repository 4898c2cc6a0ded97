package dev.serai.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.MappingText;
import dev.serai.config.ModelTarget;
import dev.serai.errors.ProviderFailure;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.junit.jupiter.api.AfterEach;
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

    private Optional<ProviderFailure> look(Duration longest) {
        ProviderType type = ProviderType.openAi();
        return new HealthProbe(connections, clock, longest)
                .look(type, target, Objects.requireNonNull(HealthProbe.question(type, target)));
    }
}
