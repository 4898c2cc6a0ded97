package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.http.RawClient.Answer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends slowly is cut off; who waits for a slow answer is not. Limits of a second stand for the real ones. */
class SlowClientTest {
    private static TestingServer gateway;

    @BeforeAll
    static void start() {
        Duration limit = Duration.ofSeconds(1);
        gateway = TestingServer.start(settings -> TestingServer.limits(settings, limit, limit, limit));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    @DisplayName("B89: a head that never ends")
    void b89SlowHead() {
        try (RawClient client = gateway.connect()) {
            assertTimedOut(client.send("GET /v1/models HTTP/1.1\r\nHost:").read());
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    @DisplayName("B89: a second head that never ends")
    void b89SlowSecondHead() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.get("/v1/models").read().status()).isEqualTo(200);
            assertTimedOut(client.send("GET /v1/models HTTP/1.1\r\nHost:").read());
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    @DisplayName("B89, B14: a body that does not come")
    void b89SlowBody() {
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{");
            assertTimedOut(client.read());
            assertThat(client.closed()).isTrue();
        }
        assertThat(gateway.served).hasValue(before);
    }

    @Test
    @DisplayName("B67: 100-continue, then nothing")
    void b67Continue() {
        try (RawClient client = gateway.connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nContent-Type: application/json\r\n"
                    + "Expect: 100-continue\r\nContent-Length: 100\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            assertTimedOut(client.read());
        }
    }

    @Test
    void silenceBetweenRequestsIsEnded() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.get("/v1/models").read().status()).isEqualTo(200);
            assertThat(client.closed()).isTrue();
        }
        try (RawClient client = gateway.connect()) {
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    @DisplayName("Line ends behind a body are no head: the silence after them is ended without a word")
    void lineEndsBehindABodyAreNoHead() {
        try (RawClient client = gateway.connect()) {
            client.chat("{}").send("\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send("\r\n");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void aSlowAnswerAndARunningStreamAreNotCut() throws Exception {
        try (RawClient slow = gateway.connect();
                RawClient stream = gateway.connect();
                RawClient idle = gateway.connect()) {
            slow.get("/slow");
            stream.get("/stream");
            assertThat(idle.closed()).isTrue();
            // Three limits later: an idle connection of the same age has long been closed.
            for (int i = 0; i < 2; i++) {
                try (RawClient next = gateway.connect()) {
                    assertThat(next.closed()).isTrue();
                }
            }
            gateway.released.countDown();
            assertThat(slow.read().body()).isEqualTo("{\"slow\":true}");
            String line = stream.line();
            while (!line.startsWith("data: [DONE]")) {
                line = stream.line();
            }
        }
    }

    @Test
    void anAnswerIsNotCutWhileItsClientTakesIt() throws Exception {
        int portion = 256 << 10;
        try (RawClient client = gateway.connect()) {
            client.get("/large");
            int taken = 0;
            for (int count = client.take(portion); count > 0 && taken < TestingServer.LARGE.length(); ) {
                taken += count;
                Thread.sleep(85); // All of it takes some eight limits.
                count = client.take(portion);
            }
            assertThat(taken).isGreaterThanOrEqualTo(TestingServer.LARGE.length());
        }
    }

    @Test
    void anAnswerThatNobodyTakesIsCut() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.get("/large");
            Thread.sleep(4_000);
            assertThat(client.take(TestingServer.LARGE.length() + 1000)).isLessThan(TestingServer.LARGE.length());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/models HTTP/1.1\r\nHost: g\r\n\r\n",
                "GET /v1/models HTTP/1.1\r\nHost: g\r\n\r\nGET /v1/models HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n",
                "GET / HT"
            })
    @DisplayName("An answer that nobody takes is cut whatever is sent behind it")
    void anAnswerThatNobodyTakesIsCutWithMoreBehindIt(String more) throws Exception {
        try (RawClient client = gateway.connect()) {
            client.get("/large").send(more);
            Thread.sleep(3_000);
            assertThat(client.take(TestingServer.LARGE.length() + 1000)).isLessThan(TestingServer.LARGE.length());
        }
    }

    @Test
    @DisplayName("A last answer that nobody takes is cut with a request behind it")
    void aLastAnswerThatNobodyTakesIsCut() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send("GET /large HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n")
                    .get("/v1/models");
            Thread.sleep(3_000);
            assertThat(client.take(TestingServer.LARGE.length() + 1000)).isLessThan(TestingServer.LARGE.length());
        }
    }

    private static void assertTimedOut(Answer answer) {
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.code()).isEqualTo("request_timeout");
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("connection", "close")
                .containsKey("X-Request-ID");
    }
}
