package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.Reply;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole answers that go wrong (reliability.md F4, F8, F10, F14, F16, F17): each provider's, with the next one taking over. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderFaultTest {
    private static final List<String> MODELS =
            List.of("gw-three-from-openai", "gw-three-from-anthropic", "gw-three-from-bedrock");

    /** How a provider goes wrong, and what the client is told if there is no other. */
    private record Fault(String name, int status, Function<FakeProvider, Reply> reply) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Fault> FAULTS = List.of(
            new Fault("F4: 500", 503, fake -> fake.error(500)),
            new Fault("F4: 529", 503, fake -> fake.error(529)),
            new Fault("F4: 503 with an HTML page", 503, fake -> Reply.body(503, "text/html", "<html>Busy</html>")),
            new Fault("F8: reset before the head", 503, fake -> Reply.reset()),
            new Fault("F8: reset in the body", 502, fake -> fake.text("Hi").cutAfterBytes(20, Reply.Ending.RESET)),
            new Fault("F10: body cut short", 502, fake -> fake.text("Hi").cutAfterBytes(20, Reply.Ending.HANG_UP)),
            new Fault("F10: JSON cut short", 502, fake -> Reply.json(200, "{\"choices\":[{\"mess")),
            new Fault("F10: JSON without an answer", 502, fake -> Reply.json(200, "{}")),
            new Fault("F14: HTML", 502, fake -> Reply.body(200, "text/html", "<html>It works!</html>")),
            new Fault("F16: compressed", 502, fake -> fake.text("Hi").gzipped()),
            new Fault("F17: 204", 502, fake -> Reply.empty(204)),
            new Fault("F17: redirect", 502, fake -> Reply.empty(307).header("Location", fake.origin() + "/elsewhere")));

    private ThreeProviders providers;

    @BeforeAll
    void start() {
        providers = ThreeProviders.start();
    }

    @AfterEach
    void recover() {
        providers.recover();
    }

    @AfterAll
    void stop() {
        providers.close();
    }

    static Stream<Arguments> faults() {
        return MODELS.stream().flatMap(model -> FAULTS.stream().map(fault -> Arguments.of(model, fault)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("faults")
    void theNextProviderTakesOver(String model, Fault fault) throws Exception {
        FakeProvider first = providers.serving(model);
        first.enqueue(fault.reply().apply(first));
        HttpResponse<String> answer = Clients.post(providers.origin(), Clients.asking(model, "Hello", false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("Echo: Hello");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("2");
        assertThat(first.received()).as("calls of the provider that failed").hasSize(1);
        providers.assertCleanCalls();
    }

    /** The one try that is made again behind the route's back is authenticated, and signed, like the first. */
    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock"})
    void f20AConnectionThatWasClosedWithoutAByteIsTriedOnceMore(String model) throws Exception {
        FakeProvider fake = providers.serving(model);
        fake.enqueue(Reply.raw(new byte[0]));
        HttpResponse<String> answer = Clients.post(providers.origin(), Clients.asking(model, "Hello", false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("X-Attempts")).contains("1");
        assertThat(fake.received()).hasSize(2);
        providers.assertCleanCalls();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("faults")
    void theClientIsToldInTheEnvelopeWhenAllFail(String model, Fault fault) throws Exception {
        providers.all().forEach(fake -> fake.always(fault.reply().apply(fake)));
        HttpResponse<String> answer = Clients.post(providers.origin(), Clients.asking(model, "Hello", false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(fault.status());
        assertThat(answer.body()).startsWith("{\"error\":{").contains("\"type\":\"provider_error\"");
        assertThat(answer.body()).doesNotContain("html", "Exception", "127.0.0.1");
        assertThat(answer.headers().firstValue("X-Attempts")).contains("3");
    }
}
