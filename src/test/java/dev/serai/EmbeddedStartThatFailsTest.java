package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.InvalidConfigurationException;
import dev.serai.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.NamedNode;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.LifecycleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway that can't come leaves the application's context as it was, and can be tried again. */
class EmbeddedStartThatFailsTest {
    private static final String HELLO =
            "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final DefaultCamelContext host = new DefaultCamelContext();

    /** What a gateway adds to. */
    private record Seen(
            List<String> routes,
            List<String> routeConfigurations,
            List<String> templates,
            Set<String> beans,
            Set<String> transformers,
            String kamelets,
            List<LifecycleStrategy> strategies) {}

    @BeforeEach
    void applicationsRoute() throws Exception {
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:own").routeId("own").setBody(constant("the application's"));
            }
        });
        host.getRegistry().bind("own", "the application's");
        host.getComponent("kamelet", KameletComponent.class);
    }

    @AfterEach
    void stop() {
        host.stop();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWrongPolicyLeavesNothing(boolean started) throws Exception {
        if (started) {
            host.start();
        }
        Seen before = seen();
        Settings wrong = Settings.only(Map.of("serai.policies", "nowhere"));
        assertThatThrownBy(() -> EmbeddedGateway.in(host, wrong)).isInstanceOf(InvalidConfigurationException.class);
        assertThat(seen()).isEqualTo(before);
        assertComes();
    }

    @Test
    void aDoorThatIsTakenLeavesNothing() throws Exception {
        host.start();
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:serai-chat").routeId("taken").setBody(constant("mine"));
            }
        });
        Seen before = seen();
        assertThatThrownBy(() -> EmbeddedGateway.in(host, Settings.only(Map.of())))
                .hasStackTraceContaining("direct://serai-chat");
        assertThat(seen()).isEqualTo(before);
        assertThat(host.createProducerTemplate().requestBody("direct:serai-chat", "", String.class))
                .isEqualTo("mine");
        host.getRouteController().stopRoute("taken");
        host.removeRoute("taken");
        assertComes();
    }

    @Test
    void aRouteOfTheApplicationsIsNotDisplaced() throws Exception {
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:mine").routeId("serve").setBody(constant("mine"));
            }
        });
        host.start();
        Seen before = seen();
        assertThatThrownBy(() -> EmbeddedGateway.in(host, Settings.only(Map.of())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("routes serve have ids of the gateway's");
        assertThat(seen()).isEqualTo(before);
        assertThat(host.createProducerTemplate().requestBody("direct:mine", "", String.class))
                .isEqualTo("mine");
    }

    private void assertComes() throws Exception {
        try (EmbeddedGateway gateway = EmbeddedGateway.in(host, Settings.only(Map.of()))) {
            assertThat(gateway).isNotNull();
            host.start();
            assertThat(host.createProducerTemplate().requestBody("direct:serai-chat", HELLO, String.class))
                    .contains("\"content\":\"Hello\"");
            assertThat(host.createProducerTemplate().requestBody("direct:own", "", String.class))
                    .isEqualTo("the application's");
            host.stop();
        }
    }

    private Seen seen() {
        return new Seen(
                host.getRouteDefinitions().stream()
                        .map(NamedNode::getId)
                        .sorted()
                        .toList(),
                host.getRouteConfigurationDefinitions().stream()
                        .map(NamedNode::getId)
                        .toList(),
                host.getRouteTemplateDefinitions().stream()
                        .map(NamedNode::getId)
                        .sorted()
                        .toList(),
                new TreeSet<>(
                        host.getRegistry().findByTypeWithName(Object.class).keySet()),
                new TreeSet<>(host.getTransformerRegistry().keySet().stream()
                        .map(Object::toString)
                        .toList()),
                host.getComponent("kamelet", KameletComponent.class).getLocation(),
                List.copyOf(host.getLifecycleStrategies()));
    }
}
