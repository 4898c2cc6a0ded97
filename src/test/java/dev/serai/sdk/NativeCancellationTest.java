package dev.serai.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FakeProvider;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
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

/**
 * Clients of native paths that leave (reliability.md F21, P4): the provider's connection is closed. How long it took is
 * reported; the promise is one second, the tests wait longer before they call it broken.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NativeCancellationTest {
    private static final int CLIENTS = 50;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String OPENAI = "/providers/openai/v1/chat/completions";
    private static final String ANTHROPIC = "/providers/anthropic/v1/messages";
    private static final String BEDROCK =
            "/providers/bedrock/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse-stream";

    private ThreeProviders providers;

    @BeforeAll
    void start() {
        providers = ThreeProviders.start();
        providers.all().forEach(FakeProvider::lenient);
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
    @CsvSource({"gw-openai, " + OPENAI, "gw-claude, " + ANTHROPIC, "gw-bedrock, " + BEDROCK})
    void fiftyStreamsAreClosedWhenTheirClientsLeave(String model, String path, TestReporter reporter) throws Exception {
        FakeProvider fake = providers.serving(model);
        fake.always(fake.stream("one ", "two ").cutAfterContents(1, Reply.Ending.STALL));
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Clients.open(providers.origin(), path, body(model, true)));
        }
        for (Socket client : clients) {
            Clients.readUntil(client, "one ");
        }
        assertThat(fake.received()).hasSize(CLIENTS).noneMatch(ReceivedCall::isClosedByPeer);
        Instant left = Instant.now();
        for (int i = 0; i < CLIENTS; i++) {
            if (i % 2 == 0) {
                Clients.reset(clients.get(i));
            } else {
                clients.get(i).close();
            }
        }
        report(reporter, path + ", " + CLIENTS + " streams", left, fake.received());
    }

    @ParameterizedTest
    @CsvSource({
        "gw-openai, " + OPENAI + ", true",
        "gw-openai, " + OPENAI + ", false",
        "gw-claude, " + ANTHROPIC + ", false",
        "gw-bedrock, " + BEDROCK + ", true"
    })
    void aCallWithoutAnAnswerYetIsClosed(String model, String path, boolean stream, TestReporter reporter)
            throws Exception {
        FakeProvider fake = providers.serving(model);
        fake.enqueue(Reply.silence());
        Socket client = Clients.open(providers.origin(), path, body(model, stream));
        fake.awaitCalls(1, SOON);
        Instant left = Instant.now();
        client.close();
        report(reporter, path + (stream ? ", stream" : ", whole answer"), left, fake.received());
    }

    /** Bedrock's model stands in its path, and in its body there must be no other. */
    private static String body(String model, boolean stream) {
        return model.equals("gw-bedrock") ? "{}" : Clients.asking(model, "Hello", stream);
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
