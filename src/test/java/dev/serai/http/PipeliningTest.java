package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.http.RawClient.Answer;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Requests that are sent behind one that is not answered yet, and clients that leave them there. */
@Timeout(60)
@ResourceLock("serai.access")
class PipeliningTest {
    private static final Logger LEAKS = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    private static final String SLOW = "POST /slow HTTP/1.1\r\nHost: g\r\nContent-Length: 0\r\n\r\n";
    private static final ListAppender<ILoggingEvent> LEAKED = new ListAppender<>();
    private static ResourceLeakDetector.Level level;

    private TestingServer gateway;

    @BeforeAll
    static void lookForLeaks() {
        level = ResourceLeakDetector.getLevel();
        LEAKED.start();
        LEAKS.addAppender(LEAKED);
    }

    /** A leak is seen when its buffer has been collected, and told at a further allocation. */
    @AfterAll
    static void findNone() {
        for (int i = 0; i < 5; i++) {
            System.gc();
            System.runFinalization();
            PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        LEAKS.detachAppender(LEAKED);
        ResourceLeakDetector.setLevel(level);
        assertThat(LEAKED.list).isEmpty();
    }

    @BeforeEach
    void start() {
        gateway = TestingServer.start();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID); // Vert.x' first start switches it off.
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40_000})
    @DisplayName("T26: who leaves with half a request behind an unanswered one holds no place, and no bytes")
    void halfARequestBehindAnother(int sent) throws Exception {
        try (AccessLines lines = new AccessLines()) {
            leaveBehindHalfARequest(sent);
            assertThat(lines.next()).containsEntry("status", 499);
            gateway.released.countDown();
            assertNothingIsHeld();
        }
    }

    /** Its leaving is not seen before its answer, since nobody reads any more of it. */
    @Test
    void moreThanIsKeptBehindAnother() throws Exception {
        leaveBehindHalfARequest(900_000);
        gateway.released.countDown();
        assertNothingIsHeld();
    }

    private void leaveBehindHalfARequest(int sent) throws InterruptedException {
        try (RawClient client = gateway.connect()) {
            client.send(SLOW);
            gateway.waitUntilWaiting(1);
            client.send("POST /slow HTTP/1.1\r\nHost: g\r\nContent-Length: 1000000\r\n\r\n" + "x".repeat(sent));
        }
    }

    private void assertNothingIsHeld() throws InterruptedException {
        askOnAnotherConnection();
        await(() -> gateway.server.inFlight() == 0 && gateway.server.bytesInFlight() == 0);
    }

    @Test
    @DisplayName(
            "F21: the client's leaving is noticed with a request behind the unanswered one, and that one is never served")
    void leavingWithAWholeRequestBehind() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(SLOW);
            gateway.waitUntilWaiting(1);
            assertThat(gateway.server.inFlight()).isEqualTo(1);
            for (int i = 0; i < 10; i++) {
                client.chat("{}");
            }
        }
        await(() -> gateway.server.inFlight() == 0);
        gateway.released.countDown();
        askOnAnotherConnection();
        assertThat(gateway.served).hasValue(1);
    }

    @Test
    @DisplayName("F22: answers that their client does not take don't pile up: the next request waits until it does")
    void answersThatNobodyTakes() throws Exception {
        int asked = 6;
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < asked; i++) {
                client.get("/large");
            }
            await(() -> gateway.large.get() > 0);
            for (int i = 0; i < 50; i++) {
                askOnAnotherConnection();
            }
            assertThat(gateway.large).hasValue(1);
            for (int i = 0; i < asked; i++) {
                assertThat(client.read().body()).hasSize(TestingServer.LARGE.length());
            }
            assertThat(client.get("/v1/models").read().status()).isEqualTo(200);
            assertThat(gateway.large).hasValue(asked);
        }
    }

    @Test
    void areAnsweredInOrder() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(SLOW);
            gateway.waitUntilWaiting(1);
            client.chat("{\"n\":1}");
            client.send("HEAD /nothing HTTP/1.1\r\nHost: g\r\n\r\n");
            client.get("/nothing");
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n4\r\n{\"n\"\r\n3\r\n:2}\r\n0\r\n\r\n");
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 7\r\n\r\n");
            gateway.released.countDown();
            assertThat(client.read().body()).isEqualTo("{\"slow\":true}");
            assertThat(client.read().body()).isEqualTo("{\"n\":1}");
            assertThat(client.line()).startsWith("HTTP/1.1 404");
            for (String line = client.line(); !line.isEmpty(); ) {
                line = client.line();
            }
            assertThat(client.read().code()).isEqualTo("unknown_url");
            assertThat(client.read().body()).isEqualTo("{\"n\":2}");
            assertThat(client.read().status()).isEqualTo(100);
            client.send("{\"n\":3}");
            assertThat(client.read().body()).isEqualTo("{\"n\":3}");
            assertThat(client.get("/v1/models").read().status()).isEqualTo(200);
        }
    }

    /** More than is kept while an answer is under way: the rest waits in the sockets. */
    @Test
    void aLongBodyBehindAnotherIsReadInItsTurn() throws Exception {
        String body = "\"" + "x".repeat(6 << 20) + "\"";
        try (RawClient client = gateway.connect()) {
            client.send(SLOW);
            gateway.waitUntilWaiting(1);
            Thread sending = new Thread(() -> client.chat(body).chat("{\"n\":2}"));
            sending.start();
            gateway.released.countDown();
            assertThat(client.read().body()).isEqualTo("{\"slow\":true}");
            assertThat(client.read().body()).isEqualTo(body);
            assertThat(client.read().body()).isEqualTo("{\"n\":2}");
            sending.join();
        }
    }

    @Test
    void areNotServedBehindTheLastAnswer() throws Exception {
        for (String last : new String[] {"HTTP/1.1\r\nConnection: close", "HTTP/1.0"}) {
            try (RawClient client = gateway.connect()) {
                client.send("GET /v1/models " + last + "\r\nHost: g\r\n\r\n")
                        .chat("{}")
                        .chat("{}");
                assertThat(client.read().status()).isEqualTo(200);
                assertThat(client.closed()).isTrue();
            }
        }
        assertThat(gateway.served).hasValue(2);
    }

    @Test
    void manyInOneWrite() {
        int count = 2_000;
        try (RawClient client = gateway.connect()) {
            Thread sending = new Thread(() -> client.sendWhatGoes(
                    "GET /v1/models HTTP/1.1\r\nHost: g\r\n\r\n".repeat(count).getBytes()));
            sending.start();
            for (int i = 0; i < count; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
        assertThat(gateway.served).hasValue(count);
    }

    private void askOnAnotherConnection() {
        try (RawClient other = gateway.connect()) {
            Answer answer = other.chat("{}").read();
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    private static void await(BooleanSupplier done) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as("twenty seconds later").isLessThan(until);
            Thread.sleep(10);
        }
    }
}
