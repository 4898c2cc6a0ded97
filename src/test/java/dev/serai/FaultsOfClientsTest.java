package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.fakes.FaultProxy;
import dev.serai.fakes.ReceivedCall;
import dev.serai.fakes.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that leave, or take nothing: rows F21 and F22 of the table of faults. Fifty clients at once, and every provider, are in
 * {@code sdk.CancellationTest}.
 */
@Timeout(120)
class FaultsOfClientsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    /** What the kernel's buffers may hold of five sockets; a stream that nobody holds back passes this in a blink. */
    private static final long BUFFERS = 32L << 20;

    private static FaultRoad road;
    private static FaultProxy counting;

    @BeforeAll
    static void start() {
        road = new FaultRoad();
        counting = FaultProxy.before(road.first.origin());
        road.row("f21")
                .row("f21-pause-true", "max_retries: 3, retry_delay: 1s")
                .row("f21-pause-false", "max_retries: 3, retry_delay: 1s")
                .row("f21-later")
                .row("f22", URI.create("http://" + counting.authority() + "/v1"))
                .with("CLIENT_STALL", "1s")
                .start();
    }

    @AfterAll
    static void stop() {
        road.close();
        counting.close();
    }

    @BeforeEach
    void recover() {
        road.recover();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("F21 the client leaves before the first event: the provider is let go of, and nobody else is asked")
    void f21_beforeTheFirstEvent(boolean reset) throws Exception {
        road.first.enqueue(Reply.silence());
        Socket client = open("f21", true);
        ReceivedCall call = road.first.awaitCalls(1, SOON).get(0);
        leave(client, reset);
        call.awaitClosedByPeer(SOON);
        assertNothingMore(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("F21 the client leaves within a stream: the provider is let go of")
    void f21_withinAStream(boolean reset) throws Exception {
        road.first.enqueue(road.first.stream("one ", "two ", "three").cutAfterContents(2, Reply.Ending.STALL));
        Socket client = open("f21", true);
        readUntil(client.getInputStream(), "two ");
        leave(client, reset);
        road.first.last().awaitClosedByPeer(SOON);
        assertNothingMore(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("F21 the client leaves within a stream, with another asked for behind it: nobody is asked for that")
    void f21_withAnotherBehind(boolean reset) throws Exception {
        road.first.enqueue(road.first.stream("one ", "two ", "three").cutAfterContents(2, Reply.Ending.STALL));
        Socket client = open("f21", true);
        readUntil(client.getInputStream(), "two ");
        send(client, "f21", true);
        leave(client, reset);
        road.first.last().awaitClosedByPeer(SOON);
        assertNothingMore(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("F21 the client leaves while a whole answer is on its way: the provider is let go of")
    void f21_withinAWholeAnswer(boolean reset) throws Exception {
        road.first.enqueue(road.first.text("Hello").cutAfterBytes(20, Reply.Ending.STALL));
        Socket client = open("f21", false);
        ReceivedCall call = road.first.awaitCalls(1, SOON).get(0);
        leave(client, reset);
        call.awaitClosedByPeer(SOON);
        assertNothingMore(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("F21 the client leaves in the pause before a further try: there is none")
    void f21_inThePause(boolean reset) throws Exception {
        road.first.enqueue(road.first.error(503));
        Socket client = open("f21-pause-" + reset + "-only", false);
        road.first.awaitCalls(1, SOON).get(0).awaitAnswered(SOON);
        leave(client, reset);
        road.gateway().awaitIdle();
        // This one takes longer than the pause would.
        road.first.when("f21-later-only", road.first.text("Hi").after(Duration.ofMillis(1500)));
        assertThat(road.ask("f21-later-only").statusCode()).isEqualTo(200);
        assertThat(road.first.received()).hasSize(2);
    }

    @Test
    @DisplayName(
            "F22 a client that takes nothing: the provider is held back, no more is kept than buffers hold, then both are cut off")
    void f22_slowReader() throws Exception {
        road.first.enqueue(
                road.first.stream("x".repeat(1 << 16)).keepingContents(1).endless());
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(8 * 1024);
            client.connect(new InetSocketAddress("127.0.0.1", road.gateway().port()));
            send(client, "f22", true);
            readUntil(client.getInputStream(), "xxxx");
            road.first.awaitCalls(1, SOON).get(0).awaitClosedByPeer(Duration.ofSeconds(60));
            assertThat(counting.passed()).as("bytes that passed to the gateway").isLessThan(BUFFERS);
            assertThat(restOf(client)).as("an end that looks whole").doesNotEndWith("0\r\n\r\n");
        }
        road.recover();
        assertThat(road.breaker("f22"))
                .as("nothing that the provider is to blame for")
                .isEqualTo("closed");
        assertThat(road.ask("f22-only").statusCode()).isEqualTo(200);
    }

    /** The request that was left has ended, and has asked nobody else. */
    private static void assertNothingMore(int calls) throws InterruptedException {
        road.gateway().awaitIdle();
        assertThat(road.first.received()).hasSize(calls);
        assertThat(road.ask("f21").statusCode()).isEqualTo(200);
        assertThat(road.first.received()).hasSize(calls + 1);
        assertThat(road.spare.received()).isEmpty();
        assertThat(road.breaker("f21")).isEqualTo("closed");
    }

    private static Socket open(String model, boolean stream) throws IOException {
        Socket client = new Socket("127.0.0.1", road.gateway().port());
        send(client, model, stream);
        return client;
    }

    private static void send(Socket client, String model, boolean stream) throws IOException {
        String body = FaultRoad.body(model, stream);
        client.getOutputStream()
                .write(
                        ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                                        + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.UTF_8));
    }

    private static void leave(Socket client, boolean reset) throws IOException {
        if (reset) {
            client.setSoLinger(true, 0);
        }
        client.close();
    }

    /** Until the connection is gone, which it soon is. */
    private static String restOf(Socket client) throws IOException {
        client.setSoTimeout((int) SOON.toMillis());
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            client.getInputStream().transferTo(rest);
        } catch (SocketException reset) {
            rest.write("reset".getBytes(StandardCharsets.UTF_8));
        }
        return rest.toString(StandardCharsets.UTF_8);
    }

    private static void readUntil(InputStream in, String text) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            int next = in.read();
            assertThat(next).as("read: %s", read).isNotNegative();
            read.append((char) next);
        }
    }
}
