package dev.serai.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.fakes.AnyServer;
import dev.serai.fakes.EndlessAnswer;
import dev.serai.fakes.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BoundedHttpTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static HttpRequest to(URI address) {
        return HttpRequest.newBuilder(address).build();
    }

    @Test
    void anAnswerThatNeverEndsIsNoneAndIsLeft() throws Exception {
        BoundedHttp http = new BoundedHttp(LONG, Duration.ofMillis(300), null);
        try (EndlessAnswer endless = EndlessAnswer.start()) {
            assertThatThrownBy(() -> http.ask(to(endless.address())))
                    .isInstanceOf(HttpTimeoutException.class)
                    .hasMessageContaining("no whole answer in 300 ms");
            endless.awaitLeft();
        }
        try (EndlessAnswer endless = EndlessAnswer.start()) {
            assertThatThrownBy(() -> http.status(to(endless.address()))).isInstanceOf(HttpTimeoutException.class);
            endless.awaitLeft();
        }
    }

    @Test
    void whatIsWrongKeepsItsKind() throws Exception {
        URI nobody;
        try (AnyServer server = AnyServer.start()) {
            nobody = server.origin();
        }
        assertThatThrownBy(() -> new BoundedHttp(LONG, LONG, null).ask(to(nobody)))
                .isInstanceOf(java.net.ConnectException.class);
    }

    @Test
    void aWaitThatIsInterruptedEndsAndTheThreadKnows() {
        try (EndlessAnswer endless = EndlessAnswer.start()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> new BoundedHttp(LONG, LONG, null).ask(to(endless.address())))
                    .isInstanceOf(IOException.class)
                    .hasMessage("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anyStatusIsAnAnswer() throws Exception {
        try (AnyServer server = AnyServer.start()) {
            server.always(Reply.empty(503));
            assertThat(new BoundedHttp(LONG, LONG, null).status(to(server.origin())))
                    .isEqualTo(503);
        }
    }
}
