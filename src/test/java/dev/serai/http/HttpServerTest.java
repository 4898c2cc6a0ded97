package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.serai.http.RawClient.Answer;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
    private static final String JSON = "Content-Type: application/json";
    private static TestingServer gateway;

    @BeforeAll
    static void start() {
        gateway = TestingServer.start(
                settings -> TestingServer.origins(TestingServer.maxBody(settings, 1 << 20), "https://good.example"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void answersOnOneConnectionAgainAndAgain() {
        try (RawClient client = gateway.connect()) {
            for (int i = 0; i < 3; i++) {
                Answer answer = client.chat("{\"n\":" + i + "}").read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("{\"n\":" + i + "}");
                assertThat(answer.headers()).containsEntry("content-type", "application/json");
            }
        }
    }

    @Test
    void tellsTheClientItsOwnRequestId() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.chat("{}", "X-Request-ID: abc-123_Z").read().headers())
                    .containsEntry("X-Request-ID", "abc-123_Z");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\u00e9", "", "<script>", "a%0d%0ab", "a;b"})
    @DisplayName("B40, T28: an id that could do harm is replaced")
    void b40RequestIds(String id) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.chat("{}", "X-Request-ID: " + id).read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers().get("X-Request-ID")).matches("req_[A-Za-z0-9_-]{22}");
        }
    }

    @Test
    @DisplayName("B40: an id of more than 64 characters is replaced")
    void b40LongRequestId() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.chat("{}", "X-Request-ID: " + "a".repeat(65))
                            .read()
                            .headers()
                            .get("X-Request-ID"))
                    .startsWith("req_");
        }
    }

    @Test
    @DisplayName("B14: a body whose declared length is over the limit is refused unread")
    void b14DeclaredLength() {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.sendWhatGoes(("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n" + JSON
                                    + "\r\nContent-Length: 11534336\r\n\r\n")
                            .getBytes())
                    .sendWhatGoes(new byte[11 << 20])
                    .read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.code()).isEqualTo("request_too_large");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    @DisplayName("B14: a chunked body is refused once it is over the limit")
    void b14ChunkedLength() {
        try (RawClient client = gateway.connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n" + JSON
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.sendWhatGoes("400000\r\n".getBytes()).sendWhatGoes(new byte[4 << 20]);
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.code()).isEqualTo("request_too_large");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void takesABodyOfExactlyTheLimit() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.chat("\"" + "x".repeat((1 << 20) - 2) + "\"")
                            .read()
                            .body())
                    .hasSize(1 << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "zstd", "identity, gzip"})
    @DisplayName("B18: a compressed body is refused")
    void b18ContentEncoding(String encoding) {
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            Answer answer = client.chat("{}", "Content-Encoding: " + encoding).read();
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.code()).isEqualTo("unsupported_content_encoding");
        }
        assertThat(gateway.served).hasValue(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "multipart/form-data; boundary=x",
                "application/x-www-form-urlencoded",
                "application/x-java-serialized-object",
                "application/json; charset=utf-7",
                "application/json; charset=utf-16",
                "application/json; v=2",
                "application/jsonp",
                "application/json garbage"
            })
    @DisplayName("B19: only application/json is read")
    void b19ContentType(String type) {
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            Answer answer = client.post(
                            "/v1/chat/completions", "CamelHttpUri=http://127.0.0.1:9/", "Content-Type: " + type)
                    .read();
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.code()).isEqualTo("unsupported_content_type");
        }
        assertThat(gateway.served).hasValue(before);
    }

    @Test
    @DisplayName("B19: a body without a content type is refused")
    void b19NoContentType() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.post("/v1/chat/completions", "{}").read().code()).isEqualTo("unsupported_content_type");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json;charset=UTF-8",
                "application/json ; charset=\"utf-8\"",
                "application/json;"
            })
    void takesEverySpellingOfJson(String type) {
        try (RawClient client = gateway.connect()) {
            assertThat(client.post("/v1/chat/completions", "{}", "Content-Type: " + type)
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("B70: a body on GET is ignored and the connection stays good")
    void b70BodyOnGet() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.send("GET /v1/models HTTP/1.1\r\nHost: g\r\nContent-Length: 4\r\n\r\nJUNK")
                            .read()
                            .body())
                    .isEqualTo("{}");
            assertThat(client.get("/v1/models").read().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "BREW"})
    @DisplayName("B71: another method is 405 with Allow")
    void b71Methods(String method) {
        try (RawClient client = gateway.connect()) {
            client.send(method + " /v1/chat/completions HTTP/1.1\r\nHost: g\r\nConnection: close\r\n\r\n");
            assertThat(client.line()).startsWith("HTTP/1.1 405");
        }
        try (RawClient client = gateway.connect()) {
            Answer answer = client.get("/v1/chat/completions").read();
            assertThat(answer.code()).isEqualTo("method_not_allowed");
            assertThat(answer.headers()).containsEntry("allow", "POST");
        }
    }

    @Test
    void allowsWhatATemplateAllows() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.post("/v1/models/gpt-4", "{}", JSON).read().headers())
                    .containsEntry("allow", "GET");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/unknown",
                "/v1/chat/completions/",
                "//v1/chat/completions",
                "/v1//chat/completions",
                "/v1/./chat/completions",
                "/v1/x/../chat/completions",
                "/v1/%63hat/completions",
                "/v1/%2e%2e/v1/chat/completions",
                "/V1/chat/completions",
                "/v1/chat/completionsx",
                "//",
                "/"
            })
    @DisplayName("B72: a path has one spelling")
    void b72Paths(String path) {
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            Answer answer = client.post(path, "{}", JSON).read();
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("unknown_url");
        }
        assertThat(gateway.served).hasValue(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "https://good.evil", "https://good.example.evil", "http://good.example"})
    @DisplayName("B74, T35: a preflight from an unlisted origin is told nothing")
    void b74UnlistedOrigin(String origin) {
        try (RawClient client = gateway.connect()) {
            Answer answer = preflight(client, origin);
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.headers().keySet())
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control"));
            assertThat(client.chat("{}", "Origin: " + origin).read().headers().keySet())
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control"));
        }
    }

    @Test
    @DisplayName("T35: a listed origin may call, without credentials")
    void t35ListedOrigin() {
        try (RawClient client = gateway.connect()) {
            Answer answer = preflight(client, "https://good.example");
            assertThat(answer.headers())
                    .containsEntry("access-control-allow-origin", "https://good.example")
                    .containsEntry("access-control-allow-methods", "POST")
                    .containsEntry("access-control-allow-headers", "authorization")
                    .containsEntry("vary", "Origin")
                    .doesNotContainKey("access-control-allow-credentials");
            assertThat(client.chat("{}", "Origin: https://good.example").read().headers())
                    .containsEntry("access-control-allow-origin", "https://good.example");
        }
    }

    @Test
    void aListedPageReadsEveryHeaderThatIsForIt() {
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        wanted.addAll(InboundHeaders.toClient());
        // Every page reads the first; the others are for browsers and proxies.
        wanted.removeAll(List.of("Cache-Control", "X-Accel-Buffering", "Allow"));
        for (String kind : List.of("requests", "tokens")) {
            for (String word : List.of("limit", "remaining", "reset")) {
                wanted.add("x-ratelimit-" + word + "-" + kind);
                wanted.add("anthropic-ratelimit-" + kind + "-" + word);
            }
        }
        try (RawClient client = gateway.connect()) {
            Answer answer = client.chat("{}", "Origin: https://good.example").read();
            assertThat(answer.headers().get("access-control-expose-headers").split(", "))
                    .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    private static Answer preflight(RawClient client, String origin) {
        return client.send(
                        "OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: g\r\nOrigin: " + origin
                                + "\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization\r\n\r\n")
                .read();
    }

    @Test
    @DisplayName("B75: the Accept header decides nothing")
    void b75Accept() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.chat("{}", "Accept: text/html").read().status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("P15: every error is OpenAI's envelope and has a request id")
    void p15Envelope() {
        try (RawClient client = gateway.connect()) {
            for (Answer answer : List.of(
                    client.get("/nothing").read(),
                    client.get("/v1/chat/completions").read())) {
                assertThat(answer.headers())
                        .containsEntry("content-type", "application/json")
                        .containsKey("X-Request-ID");
                assertThat(answer.json().path("error").fieldNames())
                        .toIterable()
                        .containsExactly("message", "type", "param", "code");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages/", "/v1/messages/batches"})
    @DisplayName(
            "P15: every error below /v1/messages is Anthropic's envelope, and has its id in Anthropic's places too")
    void p15EnvelopeOfMessages(String path) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.post(path, "{}", JSON).read();
            String id = answer.headers().get("X-Request-ID");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.headers()).containsEntry("request-id", id);
            assertThat(answer.json().fieldNames()).toIterable().containsExactly("type", "error", "request_id");
            assertThat(answer.json().path("error").path("type").asText()).isEqualTo("not_found_error");
            assertThat(answer.json().path("request_id").asText()).isEqualTo(id);
        }
    }

    @Test
    void noOtherPathHasAnthropicsEnvelope() {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.get("/v1/messagesx").read();
            assertThat(answer.code()).isEqualTo("unknown_url");
            assertThat(answer.headers()).doesNotContainKey("request-id");
        }
    }

    @Test
    void toleratesHttp10() {
        try (RawClient client = gateway.connect()) {
            Answer answer =
                    client.send("GET /v1/models HTTP/1.0\r\nHost: g\r\n\r\n").read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void asksForTheBodyOnlyWhenItWillReadIt() {
        try (RawClient client = gateway.connect()) {
            client.send("POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n" + JSON
                    + "\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("{}").read().status()).isEqualTo(200);
        }
        try (RawClient client = gateway.connect()) {
            client.send(
                    "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(415);
        }
    }

    @Test
    @DisplayName(
            "F37: only what has arrived of a long body takes of what all may hold; where none is left, none is asked for")
    void aBodyThatIsOnlySaidToBeLongTakesNoRoom() throws Exception {
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: g\r\n" + JSON + "\r\nContent-Length: 200000\r\n";
        String long200 = "{}" + " ".repeat(199_998);
        try (TestingServer small = TestingServer.start(settings -> TestingServer.bytesInFlight(settings, 300_000));
                RawClient dripping = small.connect();
                RawClient other = small.connect();
                RawClient asking = small.connect()) {
            dripping.send(head + "\r\n{");
            awaitBegun(small);
            assertThat(other.chat(long200).read().status()).isEqualTo(200);
            awaitBytesInFlight(small, 0);
            dripping.send("}" + " ".repeat(149_998));
            awaitBytesInFlight(small, 150_000);
            assertThat(asking.send(head + "Expect: 100-continue\r\n\r\n").read().status())
                    .isEqualTo(503);
            dripping.send(" ".repeat(50_000));
            assertThat(dripping.read().status()).isEqualTo(200);
            awaitBytesInFlight(small, 0);
        }
    }

    /** Whoever comes next comes after the one request. */
    private static void awaitBegun(TestingServer gateway) throws InterruptedException {
        for (int i = 0; i < 500 && gateway.server.inFlight() == 0; i++) {
            Thread.sleep(10);
        }
        assertThat(gateway.server.inFlight()).isOne();
    }

    private static void awaitBytesInFlight(TestingServer gateway, long bytes) throws InterruptedException {
        for (int i = 0; i < 500 && gateway.server.bytesInFlight() != bytes; i++) {
            Thread.sleep(10);
        }
        assertThat(gateway.server.bytesInFlight()).isEqualTo(bytes);
    }

    @Test
    void aStoppingGatewayTurnsAwayTheNewAndEndsTheOld() throws Exception {
        try (TestingServer stopping = TestingServer.start();
                RawClient old = stopping.connect();
                RawClient late = stopping.connect()) {
            old.get("/slow");
            stopping.waiting.await();
            stopping.server.drain();
            Answer refused = late.chat("{}").read();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("overloaded");
            assertThat(refused.headers()).containsEntry("retry-after", "1").containsEntry("connection", "close");
            assertThat(late.closed()).isTrue();
            stopping.released.countDown();
            assertThat(old.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aContextThatStopsDrainsByItself() throws Exception {
        try (TestingServer stopping = TestingServer.start();
                RawClient old = stopping.connect();
                RawClient late = stopping.connect()) {
            old.get("/slow");
            stopping.waiting.await();
            Thread stopper = new Thread(stopping.camel::stop);
            stopper.start();
            while (stopping.camel.getStatus() == org.apache.camel.ServiceStatus.Started) {
                Thread.onSpinWait();
            }
            assertThat(late.chat("{}").read().code()).isEqualTo("overloaded");
            stopping.released.countDown();
            assertThat(old.read().status()).isEqualTo(200);
            stopper.join();
        }
    }

    @Test
    void sayInOneLineThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            try (DefaultCamelContext camel = new DefaultCamelContext()) {
                GatewayHttpServer server = GatewayHttpServer.install(
                        camel,
                        HttpServerSettings.on("127.0.0.1", taken.getLocalPort()),
                        null,
                        null,
                        new AccessAudit(null, java.time.Clock.systemUTC()));
                ListenException failure = ListenException.in(catchThrowable(camel::start));
                assertThat(failure).isNotNull();
                assertThat(failure).hasMessageContaining("can't listen on 127.0.0.1:" + taken.getLocalPort());
                assertThat(failure.getMessage()).doesNotContain("\n");
                assertThat(server.actualPort()).isEqualTo(-1);
            }
        }
    }
}
