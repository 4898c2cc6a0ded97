package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadDecoderTest {
    private static final String PLAIN = "GET /a HTTP/1.1\r\nHost: g\r\nX-A: b\r\n\r\n";
    private static final String INDENTED = "POST /a HTTP/1.1\r\nHost: g\r\nContent-Length: 10\r\n\r\n{\r\n a\n\t\n }";
    private static final String CHUNKED =
            "POST /a HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\r\n a\r\n3\r\n\n }\r\n0\r\n\r\n";
    private static final String FOLDED = "GET /a HTTP/1.1\r\nHost: g\r\nX-A: b\r\n\tc\r\n\r\n";
    private int begun;

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", PLAIN, INDENTED, CHUNKED, PLAIN + INDENTED + "\r\n" + CHUNKED})
    @DisplayName("B63: a folded line is refused wherever the reads are cut, and behind whatever")
    void b63Folded(String before) {
        List<Boolean> expected = new ArrayList<>(refused(before));
        assertThat(expected).doesNotContain(true);
        expected.add(true);
        String bytes = before + FOLDED;
        for (int cut = 0; cut <= bytes.length(); cut++) {
            assertThat(refused(bytes.substring(0, cut), bytes.substring(cut)))
                    .as("cut at %d", cut)
                    .isEqualTo(expected);
        }
        assertThat(refused(bytes.split("(?s)(?<=.)"))).as("byte by byte").isEqualTo(expected);
    }

    @Test
    void aBodyMayBeIndented() {
        assertThat(refused(INDENTED + CHUNKED + PLAIN)).containsExactly(false, false, false);
    }

    @Test
    void lineEndsBeforeAHeadAreNoneOfIt() {
        assertThat(refused("\r\n", "\r\n\r", "\n")).isEmpty();
        assertThat(begun).isZero();
        assertThat(refused("\r\n", "\r", "\nG", PLAIN.substring(1))).containsExactly(false);
        assertThat(begun).isEqualTo(1);
    }

    /** Of each head that the reads bring, whether it is refused. */
    private List<Boolean> refused(String... reads) {
        begun = 0;
        EmbeddedChannel channel =
                new EmbeddedChannel(new HeadDecoder(new HttpServerOptions(), new HeadDecoder.Listener() {
                    @Override
                    public boolean wants(int bytes) {
                        return true;
                    }

                    @Override
                    public void headBegins() {
                        begun++;
                    }
                }));
        for (String read : reads) {
            channel.writeInbound(Unpooled.copiedBuffer(read, StandardCharsets.ISO_8859_1));
        }
        List<Boolean> refused = new ArrayList<>();
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            if (message instanceof HttpRequest request) {
                refused.add(request.decoderResult().isFailure());
            }
            ReferenceCountUtil.release(message);
        }
        assertThat(begun).isGreaterThanOrEqualTo(refused.size());
        channel.finishAndReleaseAll();
        return refused;
    }
}
