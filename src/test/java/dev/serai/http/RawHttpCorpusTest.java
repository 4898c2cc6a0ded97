package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.http.RawClient.Answer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that no honest client sends: none may reach a route, or leave a connection open behind it. */
class RawHttpCorpusTest {
    private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n";
    private static final String JSON = "Host: g\r\nContent-Type: application/json\r\n";
    private static final String CHUNKED = POST + JSON + "Transfer-Encoding: chunked\r\n\r\n";
    private static TestingServer gateway;

    @BeforeAll
    static void start() {
        gateway = TestingServer.start();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                row(
                        "B61 length and chunks",
                        POST + JSON + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row("B61 chunked, identity", POST + JSON + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                row("B61 gzip, chunked", POST + JSON + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                row("B61 space before colon", POST + JSON + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
                row("B61 xchunked", POST + JSON + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                row("B61 identity", POST + JSON + "Transfer-Encoding: identity\r\n\r\n"),
                row(
                        "B61 chunked twice",
                        POST + JSON + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row("B61 vertical tab", POST + JSON + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n"),
                row("B61 two lengths", POST + JSON + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"),
                row("B61 two equal lengths", POST + JSON + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"),
                row("B61 a list of lengths", POST + JSON + "Content-Length: 2, 2\r\n\r\n{}"),
                row("B61 +2", POST + JSON + "Content-Length: +2\r\n\r\n{}"),
                row("B61 -2", POST + JSON + "Content-Length: -2\r\n\r\n{}"),
                row("B61 0x2", POST + JSON + "Content-Length: 0x2\r\n\r\n{}"),
                row("B61 length of nothing", POST + JSON + "Content-Length: \r\n\r\n{}"),
                row(
                        "B61 chunks in HTTP/1.0",
                        "POST /v1/chat/completions HTTP/1.0\r\n" + JSON
                                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                row("B63 folded header", POST + JSON + "X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}"),
                row("B63 folded with a tab", POST + JSON + "Transfer-Encoding:\r\n\tchunked\r\n\r\n0\r\n\r\n"),
                row("B63 no colon", POST + JSON + "nocolon\r\nContent-Length: 2\r\n\r\n{}"),
                row("B63 NUL in a value", POST + JSON + "X-A: b\0c\r\nContent-Length: 2\r\n\r\n{}"),
                row("B63 NUL in a name", POST + JSON + "X-\0A: b\r\nContent-Length: 2\r\n\r\n{}"),
                row("B63 bare CR in a value", POST + JSON + "X-A: b\rContent-Length: 9\r\nContent-Length: 2\r\n\r\n{}"),
                row("B63 space in a name", POST + JSON + "X A: b\r\nContent-Length: 2\r\n\r\n{}"),
                row("B63 no name", POST + JSON + ": b\r\nContent-Length: 2\r\n\r\n{}"),
                row("B63 content_length", POST + JSON + "content_length: 9\r\nContent-Length: 2\r\n\r\n{}"),
                row("B63 Transfer_Encoding", POST + JSON + "Transfer_Encoding: chunked\r\nContent-Length: 2\r\n\r\n{}"),
                row("B62 bare line feeds", "GET /v1/models HTTP/1.1\nHost: g\n\n"),
                row("B62 one bare line feed", "GET /v1/models HTTP/1.1\r\nHost: g\nX: y\r\n\r\n"),
                row("B65 another host's URL", "GET http://other/v1/models HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("B65 another host's user", "GET http://g@other/v1/models HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("B65 another scheme", "GET ftp://g/v1/models HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("B65 OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("B65 HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                row("B65 HTTP/2.0", "GET /v1/models HTTP/2.0\r\nHost: g\r\n\r\n"),
                row("B65 HTTP/1.2", "GET /v1/models HTTP/1.2\r\nHost: g\r\n\r\n"),
                row("B65 HTTP/0.9", "GET /v1/models\r\n\r\n"),
                row("B65 HTTP/1.0 without Host", "GET /v1/models HTTP/1.0\r\n\r\n"),
                row("B65 no Host", "GET /v1/models HTTP/1.1\r\n\r\n"),
                row("B65 two Hosts", "GET /v1/models HTTP/1.1\r\nHost: g\r\nHost: h\r\n\r\n"),
                row("B65 empty Host", "GET /v1/models HTTP/1.1\r\nHost:\r\n\r\n"),
                row("B65 Host with a path", "GET /v1/models HTTP/1.1\r\nHost: g/x\r\n\r\n"),
                row("B65 Host with a user", "GET /v1/models HTTP/1.1\r\nHost: u@g\r\n\r\n"),
                row("B52 backslash", "GET /v1\\models HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("B52 encoded NUL", "GET /v1/models%00 HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("B52 encoded line end", "GET /v1/models%0d%0aX:y HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("half an escape", "GET /v1/models%2 HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("no escape", "GET /v1/models/%zz HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("no escape in the query", "GET /v1/models?a=%zz HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("a byte above ASCII", "GET /v1/\u00e9 HTTP/1.1\r\nHost: g\r\n\r\n"),
                row(
                        "TLS on the plain port",
                        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"),
                row("spaces in the target", "GET /v1/models x HTTP/1.1\r\nHost: g\r\n\r\n"));
    }

    private static Arguments row(String name, String bytes) {
        return Arguments.of(name, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void isRefusedAndClosed(String name, String bytes) {
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send(bytes).read();
            assertThat(answer.status()).isEqualTo(400);
            assertIsEnvelope(answer);
            assertThat(client.closed()).isTrue();
        }
        assertThat(gateway.served).hasValue(before);
    }

    static Stream<Arguments> malformedChunks() {
        return Stream.of(
                row("B62 0x", "0x2\r\n{}\r\n0\r\n\r\n"),
                row("B62 -1", "-1\r\n{}\r\n0\r\n\r\n"),
                row("B62 17 digits", "00000000000000002\r\n{}\r\n0\r\n\r\n".replace("000000002", "ffffffff2")),
                row("B62 not a number", "zz\r\n{}\r\n0\r\n\r\n"),
                row("B62 line feed alone", "2\n{}\r\n0\r\n\r\n"),
                row("B62 quoted line end in an extension", "2;a=\"\n\"\r\n{}\r\n0\r\n\r\n"),
                row("B62 chunk longer than its size", "2\r\n{}GET / HTTP/1.1\r\n0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedChunks")
    void brokenChunksAreRefusedAndClosed(String name, String body) {
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send(CHUNKED + body).read();
            assertThat(answer.status()).isEqualTo(400);
            assertIsEnvelope(answer);
            assertThat(client.closed()).isTrue();
        }
        assertThat(gateway.served).hasValue(before);
    }

    @Test
    void takesChunksThatAreWell() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.send(CHUNKED + "1\r\n{\r\n1;a=b\r\n}\r\n0\r\n\r\n")
                            .read()
                            .body())
                    .isEqualTo("{}");
            assertThat(client.get("/v1/models").read().status()).isEqualTo(200);
        }
    }

    @Test
    void takesItsOwnUrlInAbsoluteForm() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.send("GET http://G:80/v1/models HTTP/1.1\r\nHost: g:80\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @MethodSource("unservedMethods")
    @DisplayName("B65: CONNECT and TRACE")
    void b65Methods(String line) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send(line + " HTTP/1.1\r\nHost: g\r\n\r\n").read();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.code()).isEqualTo("method_not_allowed");
            assertThat(answer.headers()).containsKey("allow");
            assertThat(client.closed()).isTrue();
        }
    }

    static List<String> unservedMethods() {
        return List.of("CONNECT g:443", "TRACE /v1/models", "TRACE /nothing");
    }

    @Test
    @DisplayName("B64: a header of 9 KiB")
    void b64LongHeader() {
        assertTooLarge("X-Long: " + "a".repeat(9 * 1024) + "\r\n");
    }

    @Test
    @DisplayName("B64: 101 headers")
    void b64ManyHeaders() {
        assertTooLarge("X-A: b\r\n".repeat(100));
    }

    private static void assertTooLarge(String headers) {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.send("GET /v1/models HTTP/1.1\r\nHost: g\r\n" + headers + "\r\n")
                    .read();
            assertThat(answer.status()).isEqualTo(431);
            assertThat(answer.code()).isEqualTo("headers_too_large");
            assertIsEnvelope(answer);
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    @DisplayName("B64: a request line of 5 KiB")
    void b64LongLine() {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.get("/v1/models/" + "a".repeat(5 * 1024)).read();
            assertThat(answer.status()).isEqualTo(414);
            assertThat(answer.code()).isEqualTo("uri_too_long");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    @DisplayName("B82: a cookie of 8 KiB, of 200 parts, is ignored")
    void b82Cookies() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.chat("{}", "Cookie: " + "a=" + "b".repeat(8 * 1024 - 3) + ";")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(client.chat("{}", "Cookie: " + "a=b; ".repeat(200))
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("B66: an upgrade is ignored")
    void b66Upgrades() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.send("GET /v1/models HTTP/1.1\r\nHost: g\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                                    + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(client.send(
                                    "GET /v1/models HTTP/1.1\r\nHost: g\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("B67: an expectation that nobody knows")
    void b67Expectation() {
        try (RawClient client = gateway.connect()) {
            Answer answer = client.chat("{}", "Expect: 200-maybe").read();
            assertThat(answer.status()).isEqualTo(417);
            assertIsEnvelope(answer);
        }
    }

    @Test
    @DisplayName("B69: of 100 pipelined requests with a bad one amidst, those before it are answered in order")
    void b69Pipelining() {
        StringBuilder pipeline = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            String body = "{\"n\":" + i + "}";
            pipeline.append(POST).append(JSON).append(i == 50 ? "nocolon\r\n" : "");
            pipeline.append("Content-Length: ")
                    .append(body.length())
                    .append("\r\n\r\n")
                    .append(body);
        }
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            client.send(pipeline.toString());
            for (int i = 0; i < 50; i++) {
                assertThat(client.read().body()).isEqualTo("{\"n\":" + i + "}");
            }
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.closed()).isTrue();
        }
        assertThat(gateway.served).hasValue(before + 50);
    }

    static Stream<Arguments> beforeAFoldedHead() {
        return Stream.of(
                row("B63 behind a head", "GET /v1/models HTTP/1.1\r\nHost: g\r\n\r\n"),
                row("B63 behind a body", POST + JSON + "Content-Length: 5\r\n\r\n{\r\n }"),
                row("B63 behind chunks", CHUNKED + "2\r\n{}\r\n0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("beforeAFoldedHead")
    void aFoldedHeaderBehindAnotherRequestIsRefused(String name, String before) {
        try (RawClient client = gateway.connect()) {
            client.send(before + POST + JSON + "X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(client.read().status()).isEqualTo(200);
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(400);
            assertIsEnvelope(answer);
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void whatFollowsARefusedBodyIsNotServed() {
        int before = gateway.served.get();
        try (RawClient client = gateway.connect()) {
            String next = POST + JSON + "Content-Length: 2\r\n\r\n{}";
            client.send(POST + "Host: g\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello" + next);
            assertThat(client.read().status()).isEqualTo(415);
            assertThat(client.closed()).isTrue();
        }
        assertThat(gateway.served).hasValue(before);
    }

    private static void assertIsEnvelope(Answer answer) {
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json")
                .containsKey("X-Request-ID");
        assertThat(answer.json().path("error").path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(answer.code()).isNotEmpty();
    }
}
