package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Settings;
import dev.serai.errors.GatewayException;
import dev.serai.fakes.FakeOpenAi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The jar in a Camel application that knows nothing of it but its doors. */
class EmbeddedGatewayTest {
    private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final FakeOpenAi openAi = FakeOpenAi.start();
    private final CamelContext host = new DefaultCamelContext();
    private EmbeddedGateway gateway;

    @BeforeEach
    void embed() throws Exception {
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:hosts-own").routeId("hosts-own").to("kamelet:serai-chat-action");
            }
        });
        gateway = EmbeddedGateway.in(host, Settings.only(openAi.environment()));
        host.start();
    }

    @AfterEach
    void stop() {
        host.stop();
        gateway.close();
        openAi.close();
    }

    @Test
    void answersThroughItsDirectDoor() {
        assertThat(ask("direct:serai-chat", "{\"model\":\"sandbox-echo\"," + HELLO))
                .contains("\"content\":\"Hello\"");
    }

    @Test
    void answersInAnthropicsWordsThroughDoorsOfTheirOwn() {
        String asked = "{\"model\":\"gpt-4o\",\"max_tokens\":9," + HELLO;
        assertThat(ask("direct:serai-messages", asked))
                .startsWith("{\"id\":\"msg_")
                .contains("\"stop_reason\":");
        assertThat(ask("direct:serai-count-tokens", asked)).isEqualTo("{\"input_tokens\":6}");
        openAi.assertNothingRefused();
    }

    @Test
    void answersThroughItsKameletAndARealProvider() {
        assertThat(ask("direct:hosts-own", "{\"model\":\"gpt-4o\"," + HELLO))
                .contains("\"object\":\"chat.completion\"")
                .contains("\"model\":\"gpt-4o\"");
        openAi.assertNothingRefused();
        assertThat(openAi.received()).hasSize(1);
    }

    @Test
    void aRefusedRequestSaysWhyByAnException() {
        assertThatThrownBy(() -> ask("direct:serai-chat", "{\"model\":\"no-such\"," + HELLO))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(GatewayException.class)
                .cause()
                .hasMessageContaining("no-such");
    }

    @Test
    void opensNoListenerAndNoHttpRoute() {
        assertThat(host.getRoutes()).noneMatch(route -> route.getId().startsWith("api-"));
        assertThat(((ModelCamelContext) host).getRouteConfigurationDefinitions())
                .as("errors is an application's own name")
                .isEmpty();
        assertThat(Map.copyOf(host.getRegistry().findByTypeWithName(dev.serai.http.GatewayHttpServer.class)))
                .isEmpty();
    }

    /** Camel would take an application's route out for another one of the same id. */
    @Test
    void whatNamesAreTakenIsWritten() throws IOException {
        String page = Files.readString(Path.of("docs/how-to/embed-in-a-camel-application.md"));
        Set<String> written = new TreeSet<>(
                List.of(page.split("```text\\n")[1].split("```")[0].strip().split("\\s+")));
        Set<String> taken = host.getRoutes().stream()
                .filter(route -> !route.isCreatedByKamelet())
                .map(Route::getId)
                .filter(id -> !id.equals("hosts-own") && !id.contains("~"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(taken).isEqualTo(written);
        assertThat(host.getRoutes().stream()
                        .filter(route -> written.contains(route.getId()))
                        .map(route -> route.getEndpoint().getEndpointUri()))
                .allMatch(uri -> uri.startsWith("direct://"))
                .allMatch(uri -> written.contains(uri.substring("direct://".length())));
    }

    private String ask(String door, String request) {
        ProducerTemplate template = host.createProducerTemplate();
        return template.requestBody(door, request, String.class);
    }
}
