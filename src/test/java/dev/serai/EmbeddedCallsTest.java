package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import dev.serai.errors.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several calls of one message of an application's: what is one call's is neither another's nor the application's. */
class EmbeddedCallsTest {
    private static final String MAPPING = """
            model_mappings:
              gpt-4o: {default_provider: openai, providers: {openai: {model: gpt-4o}}}
              copied:
                default_provider: openai
                providers: {openai: {model: gpt-4o}}
                shadow: {target: {provider: openai, model: gpt-4o-mini}, percent: 100}
              titan: {default_provider: bedrock, providers: {bedrock: {model: "amazon.titan-embed-text-v2:0"}}}
            """;
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final String CHAT = "{\"model\":\"gpt-4o\"," + MESSAGES;
    private static final String COPIED = "{\"model\":\"copied\"," + MESSAGES;
    private static final String COUNTED = "{\"model\":\"gpt-4o\",\"max_tokens\":9," + MESSAGES;
    private static final String TEXTS = "{\"model\":\"titan\",\"input\":[\"one\",\"two\",\"three\"]}";
    private static final String NOBODYS = "{\"model\":\"no-such\"," + MESSAGES;

    private static ProviderFakes fakes;
    private static CamelContext host;
    private static EmbeddedGateway gateway;

    @BeforeAll
    static void embed(@TempDir Path folder) throws Exception {
        fakes = new ProviderFakes();
        Map<String, String> variables = new HashMap<>(fakes.environment());
        variables.put(
                "MODEL_MAPPING_CONFIG",
                Files.writeString(folder.resolve("model-mapping.yaml"), MAPPING).toString());
        variables.put("DEFAULT_LIMITS", "parallel_requests=1");
        host = new DefaultCamelContext();
        host.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:embeddings-then-chat")
                        .setBody(constant(TEXTS))
                        .to("direct:serai-embeddings")
                        .setBody(constant(CHAT))
                        .to("direct:serai-chat");
                from("direct:count-then-chat")
                        .setBody(constant(COUNTED))
                        .to("direct:serai-count-tokens")
                        .setBody(constant(CHAT))
                        .to("direct:serai-chat");
                from("direct:copied-then-chat")
                        .setBody(constant(COPIED))
                        .to("direct:serai-chat")
                        .setBody(constant(CHAT))
                        .to("direct:serai-chat");
                from("direct:refused-then-chat")
                        .doTry()
                        .setBody(constant(NOBODYS))
                        .to("direct:serai-chat")
                        .doCatch(GatewayException.class)
                        .setBody(constant(CHAT))
                        .to("direct:serai-chat")
                        .end();
            }
        });
        gateway = EmbeddedGateway.in(host, Settings.only(variables));
        host.start();
    }

    @AfterAll
    static void stop() {
        host.stop();
        gateway.close();
        fakes.close();
    }

    @BeforeEach
    void forget() {
        fakes.reset();
    }

    /** The limit is one call at a time: one that has ended holds no place, though its message goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"embeddings-then-chat", "count-then-chat", "refused-then-chat", "copied-then-chat"})
    void oneCallIsNothingToTheNext(String route) throws InterruptedException {
        Exchange answered = ask("direct:" + route, message -> {});
        if (route.startsWith("copied")) {
            // The copy goes behind the answer: left to itself it would come to the next test.
            fakes.openai.awaitCalls(3, Duration.ofSeconds(10));
        }
        assertThat(answered.getException()).isNull();
        assertThat(text(answered)).contains("\"object\":\"chat.completion\"");
        assertThat(answered.getVariables()).isEmpty();
        fakes.assertTreatedWell();
    }

    @Test
    void aCopyIsSentOfTheCallThatWasDrawnAlone() throws InterruptedException {
        ask("direct:copied-then-chat", message -> {});
        ask("direct:serai-chat", message -> message.getMessage().setBody(CHAT));
        assertThat(fakes.openai.awaitCalls(4, Duration.ofSeconds(10))).hasSize(4);
        assertThat(fakes.openai.received().stream().filter(call -> call.text().contains("gpt-4o-mini")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call",
                "lanes",
                "parts",
                "policy",
                "rescue",
                "shadow",
                "refuse",
                "onlyProviders",
                "useModel",
                "provider",
                "model",
                "caller",
                "team"
            })
    void anApplicationsVariableIsItsOwnWhateverItsName(String name) {
        Exchange answered = ask("direct:serai-chat", message -> {
            message.setVariable(name, "the application's");
            message.getMessage().setBody(CHAT);
        });
        assertThat(answered.getException()).isNull();
        assertThat(text(answered)).contains("\"object\":\"chat.completion\"");
        assertThat(answered.getVariables()).isEqualTo(Map.of(name, "the application's"));
        assertThat(fakes.openai.received()).hasSize(1);
    }

    @Test
    void headersAreReadAndReplacedByTheAnswers() {
        Exchange answered = ask("direct:serai-chat", message -> {
            message.getMessage().setBody(CHAT);
            message.getMessage().setHeader("X-Request-ID", "the-applications");
            message.getMessage().setHeader("CamelHttpUri", "http://127.0.0.1:9/elsewhere");
        });
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getHeaders())
                .containsEntry("X-Request-ID", "the-applications")
                .containsEntry("X-Provider", "openai")
                .doesNotContainKey("CamelHttpUri");
    }

    @Test
    void aMessageThatWasRefusedIsAsItWas() {
        Exchange refused = ask("direct:serai-chat", message -> {
            message.getMessage().setBody(NOBODYS);
            message.getMessage().setHeader("own", "header");
        });
        assertThat(refused.getException()).isInstanceOf(GatewayException.class);
        assertThat(refused.getMessage().getBody()).isEqualTo(NOBODYS);
        assertThat(refused.getMessage().getHeaders()).isEqualTo(Map.of("own", "header"));
        assertThat(refused.getVariables()).isEmpty();
    }

    @Test
    void nothingIsInFlightAfterTheAnswers() {
        for (String route : List.of("embeddings-then-chat", "refused-then-chat")) {
            ask("direct:" + route, message -> {});
        }
        assertThat(host.getInflightRepository().size()).isZero();
    }

    private static Exchange ask(String door, Consumer<Exchange> asked) {
        return host.createProducerTemplate().request(door, asked::accept);
    }

    private static String text(Exchange answered) {
        return answered.getMessage().getBody(String.class);
    }
}
