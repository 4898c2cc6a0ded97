package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Settings;
import dev.serai.errors.GatewayException;
import dev.serai.fakes.FakeOpenAi;
import dev.serai.fakes.Reply;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What providers send goes past an application's stream caching, which reads whole whatever there is: limits hold here too. */
@Timeout(90)
class EmbeddedAnswersTest {
    private static final String HELLO =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final FakeOpenAi OPENAI = FakeOpenAi.start();
    private static CamelContext host;
    private static EmbeddedGateway gateway;

    @BeforeAll
    static void embed() throws Exception {
        host = new DefaultCamelContext();
        gateway = EmbeddedGateway.in(host, Settings.only(OPENAI.environment()));
        host.start();
        assertThat(host.isStreamCaching()).as("Camel's default").isTrue();
    }

    @AfterAll
    static void stop() {
        host.stop();
        gateway.close();
        OPENAI.close();
    }

    @BeforeEach
    void recover() {
        OPENAI.forget();
        OPENAI.recover();
    }

    @Test
    void anAnswerThatIsTornIsNone() {
        OPENAI.always(OPENAI.text("Hello").cutAfterBytes(40, Reply.Ending.HANG_UP));
        assertThat(refusal()).isEqualTo("502 provider_error provider_invalid_response");
    }

    @Test
    void anAnswerWithoutEndIsBrokenOff() throws Exception {
        OPENAI.always(Reply.stream("application/json", List.of(Reply.Frame.of("x".repeat(1 << 20))))
                .precededBy(Reply.Frame.of("{\"choices\":\""))
                .endless());
        assertThat(refusal()).isEqualTo("502 provider_error provider_invalid_response");
        OPENAI.last().awaitClosedByPeer(SOON);
    }

    @Test
    void anErrorWithoutEndIsReadNoFurtherThanItMatters() throws Exception {
        OPENAI.always(Reply.stream("text/html", List.of(Reply.Frame.of("x".repeat(1 << 10))))
                .status(503)
                .endless());
        assertThat(refusal()).startsWith("503 ");
        OPENAI.last().awaitClosedByPeer(SOON);
    }

    private static String refusal() {
        Exchange answered = host.createProducerTemplate()
                .request("direct:serai-chat", exchange -> exchange.getMessage().setBody(HELLO));
        assertThat(answered.getException()).isInstanceOf(GatewayException.class);
        GatewayException refused = (GatewayException) answered.getException();
        return refused.error().status() + " " + refused.error().type() + " "
                + refused.error().code();
    }
}
