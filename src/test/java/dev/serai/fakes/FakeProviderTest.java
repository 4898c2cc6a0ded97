package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The injectors (reliability.md "Injectors", FP) on a raw socket, as the gateway meets them. */
class FakeProviderTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String HI = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    private final FakeOpenAi openai = FakeOpenAi.start();
    private final FakeAnthropic anthropic = FakeAnthropic.start();

    @AfterEach
    void close() {
        openai.close();
        anthropic.close();
    }

    @Test
    void playsTheScriptThenAnswersAsAModel() throws Exception {
        openai.enqueue(openai.error(503), Reply.body(200, "text/html", "<html>"));
        assertThat(post().statusCode()).isEqualTo(503);
        assertThat(post().body()).isEqualTo("<html>");
        assertThat(post().body()).contains("Echo: Hi");
        assertThat(openai.received()).hasSize(3).allMatch(call -> call.path().equals("/v1/chat/completions"));
    }

    @Test
    void aStreamIsCutWithAResetOrACleanEnd() throws Exception {
        openai.enqueue(openai.stream("one ", "two").cutAfterContents(1, Reply.Ending.RESET));
        try (Socket socket = send()) {
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        }
        openai.enqueue(openai.stream("one ", "two").cutAfterContents(1, Reply.Ending.HANG_UP));
        try (Socket socket = send()) {
            String read = text(socket.getInputStream());
            assertThat(read).contains("\"content\":\"one \"").doesNotContain("two", "0\r\n\r\n");
        }
        assertThat(openai.received()).noneMatch(ReceivedCall::isClosedByPeer);
    }

    @Test
    void aStreamIsCutWithinALine() throws Exception {
        openai.enqueue(openai.stream("one ", "two").cutAfterBytes(20, Reply.Ending.END));
        assertThat(post().body()).hasSize(20);
    }

    @Test
    void aStalledStreamSaysWhenThePeerLeft() throws Exception {
        openai.enqueue(openai.stream("one ", "two").cutAfterContents(1, Reply.Ending.STALL));
        Socket socket = send();
        ReceivedCall call = openai.awaitCalls(1, SOON).get(0);
        assertThat(call.isClosedByPeer()).isFalse();
        socket.close();
        assertThat(call.awaitClosedByPeer(SOON)).isAfterOrEqualTo(call.arrivedAt());
    }

    @Test
    void anEndlessReplyEndsWhenThePeerLeaves() throws Exception {
        openai.enqueue(Reply.stream("text/event-stream", List.of(Reply.Frame.of("x".repeat(1024))))
                .endless());
        try (Socket socket = send()) {
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }
        openai.awaitCalls(1, SOON).get(0).awaitClosedByPeer(SOON);
    }

    @Test
    void silenceIsHeldUntilThePeerLeaves() throws Exception {
        openai.always(Reply.silence());
        Socket socket = send();
        openai.awaitCalls(1, SOON);
        socket.close();
        openai.last().awaitClosedByPeer(SOON);
    }

    @Test
    void piecesTearEventsApartWithoutChangingThem() throws Exception {
        byte[] whole = openai.stream("caf\u00e9 \ud83d\ude00").bytes();
        openai.enqueue(openai.stream("caf\u00e9 \ud83d\ude00").inPiecesOf(1));
        HttpResponse<String> torn = post();
        assertThat(torn.body().getBytes(StandardCharsets.UTF_8)).hasSameSizeAs(whole);
        assertThat(torn.body()).contains("caf\u00e9 \ud83d\ude00");
    }

    @Test
    void aReplyIsShortenedToWhatItKeeps() {
        Reply stream = anthropic.stream("one ", "two ");
        assertThat(written(stream.keepingContents(0))).contains("message_start").doesNotContain("one ");
        assertThat(written(stream.keepingContents(1))).contains("one ").doesNotContain("two ");
        assertThat(written(stream.keepingFrames(0).followedBy(anthropic.errorFrame())))
                .startsWith("event: error\n");
    }

    @Test
    void aReplyIsPlayedToWhoSaysItsText() throws Exception {
        openai.when("Hi", openai.error(418));
        assertThat(post().statusCode()).isEqualTo(418);
        openai.recover();
        assertThat(post().statusCode()).isEqualTo(200);
    }

    @Test
    void aForeignSecretIsFoundWhereverItStands() throws Exception {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + openai.key());
        URI uri = URI.create(openai.baseUrl() + "/chat/completions");
        Client.post(uri, headers, HI.replace("Hi", anthropic.key()));
        assertThatThrownBy(() -> openai.assertNoForeignCredentials(anthropic))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(anthropic.key());
        assertThat(List.of(openai.key(), anthropic.key())).allMatch(key -> key.length() == 32);
    }

    private HttpResponse<String> post() throws Exception {
        return Client.post(
                URI.create(openai.baseUrl() + "/chat/completions"),
                Map.of("Authorization", "Bearer " + openai.key()),
                HI);
    }

    private Socket send() throws Exception {
        Socket socket = new Socket("127.0.0.1", openai.origin().getPort());
        String request = "POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + openai.key()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + HI.length() + "\r\n\r\n" + HI;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String written(Reply reply) {
        return new String(reply.bytes(), StandardCharsets.UTF_8);
    }

    private static String text(InputStream in) throws Exception {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
