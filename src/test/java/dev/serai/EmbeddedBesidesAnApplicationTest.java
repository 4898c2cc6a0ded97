package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An embedded gateway leaves alone what is the application's: its variables of the environment, its folder, its beans. */
class EmbeddedBesidesAnApplicationTest {
    private static final String HELLO =
            "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    /** What applications, their servers and Kubernetes set, and mean something else by. */
    private static final Map<String, String> APPLICATIONS = Map.ofEntries(
            Map.entry("HOST", "shop.example"),
            Map.entry("PORT", "tcp://10.0.0.1:8080"),
            Map.entry("TLS_ENABLED", "true"),
            Map.entry("TLS_CERT_FILE", "/nowhere/tls.crt"),
            Map.entry("ADMIN_PORT", "same"),
            Map.entry("ADMIN_HOST", "0.0.0.0"),
            Map.entry("ADMIN_API_KEY", AdminClient.KEY),
            Map.entry("DATABASE_URL", "postgres://shop:secret@db/shop"),
            Map.entry("DATABASE_CONNECTIONS", "5"),
            Map.entry("REDIS_URL", "redis-sentinel://cache"),
            Map.entry("WORKER_THREADS", "auto"),
            Map.entry("MAX_BODY_BYTES", "unlimited"),
            Map.entry("MAX_HEAP_PERCENT", "most"),
            Map.entry("DRAIN_SECONDS", "a while"),
            Map.entry("SHUTDOWN_SECONDS", "a while"),
            Map.entry("AUDIT_JOURNAL_LIMIT", "plenty"),
            Map.entry("BUDGET_WEBHOOK_URL", "nowhere"),
            Map.entry("serai.sinks", "nowhere"));

    private final DefaultCamelContext host = new DefaultCamelContext();

    @AfterEach
    void stop() {
        host.stop();
    }

    @Test
    void whatAListenerAnAuditAndAnAdminNeedIsNotLookedAt() throws Exception {
        try (EmbeddedGateway gateway = EmbeddedGateway.in(host, Settings.only(APPLICATIONS))) {
            assertThat(gateway).isNotNull();
            host.start();
            assertThat(ask()).contains("\"content\":\"Hello\"");
            assertThat(Path.of("data")).as("a store, an audit, a journal").doesNotExist();
            host.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MAX_IN_FLIGHT, no",
        "SHADOW_CONCURRENCY, no",
        "DEFAULT_LIMITS, no",
        "LEDGER_ENABLED, perhaps",
        "serai.policies.time-zone, Mars"
    })
    void whatEmbeddingUsesIsJudged(String name, String value) {
        assertThatThrownBy(() -> EmbeddedGateway.in(host, Settings.only(Map.of(name, value))))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining(name);
    }

    /** Whoever limits means the Redis, and whoever keeps books the store. */
    @Test
    void whatIsUsedAfterAllIsJudgedToo() {
        Map<String, String> variables = new HashMap<>(APPLICATIONS);
        variables.put("DEFAULT_LIMITS", "requests_per_minute=5");
        variables.put("LEDGER_ENABLED", "true");
        assertThatThrownBy(() -> EmbeddedGateway.in(host, Settings.only(variables)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("REDIS_URL")
                .hasMessageContaining("DATABASE_URL")
                .hasMessageContaining("DATABASE_CONNECTIONS");
    }

    @Test
    void itsMetersStayItsOwnAndGetOurs() throws Exception {
        MeterRegistry meters = new SimpleMeterRegistry();
        host.getRegistry().bind("metricsRegistry", meters);
        host.getRegistry().bind("another", new SimpleMeterRegistry());
        try (EmbeddedGateway gateway = EmbeddedGateway.in(host, Settings.only(Map.of()))) {
            assertThat(gateway).isNotNull();
            host.start();
            ask();
            assertThat(host.getRegistry().lookupByName("metricsRegistry")).isSameAs(meters);
            assertThat(host.getRegistry().lookupByName("serai-meters")).isNull();
            assertThat(meters.get("ai_proxy_requests_total").counter().count()).isEqualTo(1);
            assertThat(meters.find("jvm.memory.used").meters())
                    .as("the application's to bind")
                    .isEmpty();
            assertThat(meters.find("ai_proxy_streams_active").meters()).hasSize(1);
            host.stop();
        }
        assertThat(meters.getMeters().stream()
                        .map(Meter::getId)
                        .filter(id -> id.getType() == Meter.Type.GAUGE
                                && !id.getName().endsWith(".histogram")))
                .as("nobody is left to ask for these")
                .isEmpty();
    }

    @Test
    void theOnlyRegistryThereIsIsTaken() throws Exception {
        MeterRegistry meters = new SimpleMeterRegistry();
        host.getRegistry().bind("meters", meters);
        try (EmbeddedGateway gateway = EmbeddedGateway.in(host, Settings.only(Map.of()))) {
            assertThat(gateway).isNotNull();
            assertThat(meters.find("ai_proxy_streams_active").meters()).hasSize(1);
        }
    }

    @Test
    void withoutARegistryThereIsOneOfOurName() throws Exception {
        try (EmbeddedGateway gateway = EmbeddedGateway.in(host, Settings.only(Map.of()))) {
            assertThat(gateway).isNotNull();
            assertThat(host.getRegistry().lookupByName("metricsRegistry")).isNull();
            assertThat(host.getRegistry().lookupByNameAndType("serai-meters", MeterRegistry.class))
                    .extracting(meters -> meters.find("ai_proxy_streams_active").meters())
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .hasSize(1);
        }
    }

    @Test
    void everyBeanHasANameOfOurs() throws Exception {
        try (EmbeddedGateway gateway = EmbeddedGateway.in(host, Settings.only(Map.of()))) {
            assertThat(gateway).isNotNull();
            assertThat(List.copyOf(
                            host.getRegistry().findByTypeWithName(Object.class).keySet()))
                    .as("Camel looks languages up by this suffix")
                    .contains("re2-language", "re2-conversation-language")
                    .allMatch(name -> name.startsWith("serai-") || name.startsWith("re2-"));
        }
    }

    private String ask() {
        return host.createProducerTemplate().requestBody("direct:serai-chat", HELLO, String.class);
    }
}
