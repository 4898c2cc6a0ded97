package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

@ResourceLock("serai.access")
class AccessLogTest {
    private static TestingServer gateway;
    private AccessLines lines;

    @BeforeAll
    static void start() {
        Duration limit = Duration.ofMillis(300);
        gateway = TestingServer.start(
                settings -> TestingServer.limits(settings, limit, settings.bodyTimeout(), settings.idleTimeout()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void listen() {
        lines = new AccessLines();
    }

    @AfterEach
    void leave() {
        lines.close();
    }

    @Test
    void oneLineARequest() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.chat("{\"secret\":1}", "X-Request-ID: abc", "Authorization: Bearer sk-secret")
                    .read();
            Map<String, Object> line = lines.next();
            assertThat(line)
                    .containsEntry("method", "POST")
                    .containsEntry("path", "/v1/chat/completions")
                    .containsEntry("status", 200)
                    .containsEntry("bytes", 12L)
                    .containsEntry("request_id", "abc")
                    .containsEntry("remote", "127.0.0.1")
                    .containsKey("duration_ms")
                    .hasSize(7);
            client.get("/v1/models").read();
            assertThat(lines.next()).containsEntry("path", "/v1/models");
            assertThat(lines.further()).isEmpty();
        }
    }

    @Test
    void aPathIsItsTemplateAndHasNoQuery() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.get("/v1/models/some-secret-name?key=sk-secret").read();
            assertThat(lines.next()).containsEntry("path", "/v1/models/:id");
            client.get("/nothing?key=sk-secret").read();
            assertThat(lines.next()).containsEntry("path", "/nothing").containsEntry("status", 404);
        }
    }

    @Test
    @DisplayName("T28: an unknown path is cut")
    void t28LongPath() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.get("/" + "a".repeat(4000)).read();
            assertThat(lines.next().get("path")).isEqualTo("/" + "a".repeat(199) + "…");
        }
    }

    @Test
    void aClientThatLeavesIsA499() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.get("/slow");
            gateway.waiting.await();
        }
        assertThat(lines.next()).containsEntry("status", 499).containsEntry("path", "/slow");
        gateway.released.countDown();
    }

    @Test
    void whatNeverBecameARequestHasALineToo() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send("nonsense\r\n\r\n").read();
            assertThat(lines.next()).containsEntry("status", 400);
        }
        try (RawClient client = gateway.connect()) {
            client.send("GET /").read();
            assertThat(lines.next()).containsEntry("status", 408);
        }
    }
}
