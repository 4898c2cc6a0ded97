package dev.serai.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final String STREAMS = "ai_proxy_streams_active";

    @Test
    void oneGatewayOfSeveralOnARegistryTakesWithItWhatIsItsOwn() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Metrics first = new Metrics(registry);
        first.streamBegan();
        new Metrics(registry).close();
        assertThat(registry.get(STREAMS).gauge().value()).isEqualTo(1);
        first.close();
        assertThat(registry.find(STREAMS).gauge()).isNull();
    }
}
