package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.http.RawClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients and proxies that speak HTTP/1.0, which has no chunks. */
class OldClientTest {
    private static final String HEAD = " HTTP/1.0\r\nHost: g\r\nConnection: keep-alive\r\n\r\n";
    private static TestingServer gateway;

    @BeforeAll
    static void start() {
        gateway = TestingServer.start();
        gateway.released.countDown();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aStreamEndsWithItsConnection() {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send("GET /stream" + HEAD).read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("connection", "close").doesNotContainKey("transfer-encoding");
            assertThat(client.line()).isEqualTo("data: 1");
            assertThat(client.line()).isEmpty();
            assertThat(client.line()).isEqualTo("data: [DONE]");
            assertThat(client.line()).isEmpty();
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void whatTellsItsLengthKeepsTheConnection() {
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 2; i++) {
                Answer answer = client.send("GET /v1/models" + HEAD).read();
                assertThat(answer.headers()).containsEntry("connection", "keep-alive");
                assertThat(answer.body()).isEqualTo("{}");
            }
        }
    }

    @Test
    void whoDoesNotAskForMoreGetsOneAnswer() {
        try (RawClient client = gateway.connect()) {
            Answer answer =
                    client.send("GET /v1/models HTTP/1.0\r\nHost: g\r\n\r\n").read();
            assertThat(answer.body()).isEqualTo("{}");
            assertThat(client.closed()).isTrue();
        }
    }
}
