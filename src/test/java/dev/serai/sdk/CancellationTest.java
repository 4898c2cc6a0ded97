package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that leave (reliability.md F21, P4): the provider's connection is closed, and no other provider is called. How long it
 * took is reported; the promise is one second, the tests wait longer before they call it broken.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancellationTest {
    private static final int CLIENTS = 50;
    private static final Duration SOON = Duration.ofSeconds(10);

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

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock"})
    void fiftyStreamsAreClosedWhenTheirClientsLeave(String model, TestReporter reporter) throws Exception {
        FakeProvider fake = providers.serving(model);
        fake.always(fake.stream("one ", "two ").cutAfterContents(1, Reply.Ending.STALL));
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Clients.open(providers.origin(), Clients.asking(model, "Hello", true)));
        }
        for (Socket client : clients) {
            Clients.readUntil(client, "one ");
        }
        assertThat(fake.received()).hasSize(CLIENTS).noneMatch(ReceivedCall::isClosedByPeer);
        Instant left = Instant.now();
        for (int i = 0; i < CLIENTS; i++) {
            leave(clients.get(i), i % 2 == 0);
        }
        report(reporter, model + ", " + CLIENTS + " streams", left, fake.received());
    }

    @ParameterizedTest
    @CsvSource({
        "gw-three-from-openai, true",
        "gw-three-from-openai, false",
        "gw-three-from-anthropic, true",
        "gw-three-from-anthropic, false",
        "gw-three-from-bedrock, true",
        "gw-three-from-bedrock, false"
    })
    void aCallWithoutAnAnswerYetIsClosedAndNotTriedElsewhere(String model, boolean stream, TestReporter reporter)
            throws Exception {
        FakeProvider fake = providers.serving(model);
        fake.enqueue(Reply.silence());
        Socket client = Clients.open(providers.origin(), Clients.asking(model, "Hello", stream));
        fake.awaitCalls(1, SOON);
        Instant left = Instant.now();
        client.close();
        report(reporter, model + (stream ? ", stream" : ", whole answer"), left, fake.received());
        providers.awaitIdle();
        assertThat(providers.all().stream()
                        .mapToInt(other -> other.received().size())
                        .sum())
                .isEqualTo(1);
        assertThat(Clients.post(providers.origin(), Clients.asking(model, "Hello", stream))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gw-openai", "gw-claude", "gw-bedrock"})
    void aWholeAnswerThatIsStillComingIsClosed(String model, TestReporter reporter) throws Exception {
        FakeProvider fake = providers.serving(model);
        fake.enqueue(fake.text("Hello").cutAfterBytes(20, Reply.Ending.STALL));
        Socket client = Clients.open(providers.origin(), Clients.asking(model, "Hello", false));
        fake.awaitCalls(1, SOON);
        Instant left = Instant.now();
        client.close();
        report(reporter, model + ", half an answer", left, fake.received());
    }

    private static void leave(Socket client, boolean reset) throws IOException {
        if (reset) {
            Clients.reset(client);
        } else {
            client.close();
        }
    }

    private static void report(TestReporter reporter, String what, Instant left, List<ReceivedCall> calls)
            throws InterruptedException {
        Duration slowest = Duration.ZERO;
        for (ReceivedCall call : calls) {
            Duration taken = Duration.between(left, call.awaitClosedByPeer(SOON));
            slowest = taken.compareTo(slowest) > 0 ? taken : slowest;
        }
        reporter.publishEntry(what + " closed upstream within", slowest.toMillis() + " ms");
    }
}
