package dev.serai.dialects.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure.Kind;
import dev.serai.streams.StreamEvent;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

@DisplayName("wire.md 3.6: event-stream framing")
class EventStreamFramesTest {
    private static final byte[] MESSAGE_STOP = HexFormat.of()
            .parseHex("0000007a00000051ca2c46650b3a6576656e742d7479706507000b6d65737361676553746f70"
                    + "0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e"
                    + "0d3a6d6573736167652d747970650700056576656e74"
                    + "7b2273746f70526561736f6e223a22656e645f7475726e227d5fbf09fc");
    private static final byte[] THROTTLED = HexFormat.of()
            .parseHex(
                    "00000090000000618e91a9b70f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074696f6e"
                            + "0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e"
                            + "0d3a6d6573736167652d74797065070009657863657074696f6e"
                            + "7b226d657373616765223a22546f6f206d616e79207265717565737473227de67f8005");

    private static final List<String> BOTH = List.of(
            "false messageStop {\"stopReason\":\"end_turn\"}",
            "true throttlingException {\"message\":\"Too many requests\"}",
            "false messageStop {\"stopReason\":\"end_turn\"}");

    @Test
    void framesComeWholeWhereverTheBytesAreCut() {
        byte[] bytes = join(MESSAGE_STOP, THROTTLED, MESSAGE_STOP);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                assertThat(events(bytes, first, second))
                        .as("cut at %d and %d", first, second)
                        .isEqualTo(BOTH);
            }
        }
    }

    @Test
    void oneByteAtATimeIsTheSame() {
        EventStreamFrames frames = new EventStreamFrames();
        List<String> events = new ArrayList<>();
        for (byte single : join(MESSAGE_STOP, THROTTLED, MESSAGE_STOP)) {
            frames.feed(new byte[] {single}, 0, 1, event -> events.add(text(event)));
        }
        assertThat(events).isEqualTo(BOTH);
        assertThat(frames.atBoundary()).isTrue();
    }

    @Test
    void everyChangedByteIsNoticed() {
        for (int i = 0; i < MESSAGE_STOP.length; i++) {
            byte[] damaged = MESSAGE_STOP.clone();
            damaged[i] ^= 0x01;
            EventStreamFrames frames = new EventStreamFrames();
            List<StreamEvent> events = new ArrayList<>();
            try {
                frames.feed(damaged, 0, damaged.length, events::add);
                assertThat(frames.atBoundary()).as("byte %d", i).isFalse();
            } catch (ProviderException expected) {
                assertThat(expected.failure().kind()).isEqualTo(Kind.INVALID_RESPONSE);
            }
            assertThat(events).isEmpty();
        }
    }

    @Test
    void f15AFrameThatAnnouncesTooMuchIsRefusedByItsFirst12Bytes() {
        assertRefused(prelude(30 * 1024 * 1024, 100));
        assertRefused(prelude(1024 * 1024, 256 * 1024));
        assertRefused(prelude(15, 0));
        assertRefused(prelude(20, 100));
        assertRefused(prelude(-1, 0));
    }

    @Test
    void theLargestFrameIsTaken() {
        byte[] payload = new byte[4 * 1024 * 1024];
        Message large = new Message(Map.of(":event-type", HeaderValue.fromString("chunk")), payload);
        byte[] bytes = encode(large);
        List<StreamEvent> events = new ArrayList<>();
        EventStreamFrames frames = new EventStreamFrames();
        for (int i = 0; i < bytes.length; i += 8192) {
            frames.feed(bytes, i, Math.min(8192, bytes.length - i), events::add);
        }
        assertThat(events).singleElement().satisfies(event -> assertThat(event.data())
                .hasSize(payload.length));
    }

    @Test
    void anUnmodelledErrorBringsItsWordsInAHeader() {
        Message error = new Message(
                Map.of(
                        ":message-type", HeaderValue.fromString("error"),
                        ":error-code", HeaderValue.fromString("InternalFailure"),
                        ":error-message", HeaderValue.fromString("It broke.")),
                new byte[0]);
        assertThat(events(encode(error), 0, 0)).containsExactly("true InternalFailure {\"message\":\"It broke.\"}");
    }

    @Test
    void anEndInsideAFrameIsAnError() {
        EventStreamFrames frames = new EventStreamFrames();
        frames.feed(MESSAGE_STOP, 0, 50, event -> {});
        assertThat(frames.atBoundary()).isFalse();
        assertThatThrownBy(() -> frames.end(event -> {})).isInstanceOf(ProviderException.class);
    }

    private static void assertRefused(byte[] prelude) {
        EventStreamFrames frames = new EventStreamFrames();
        frames.feed(prelude, 0, 11, event -> {});
        assertThatThrownBy(() -> frames.feed(prelude, 11, 1, event -> {})).isInstanceOf(ProviderException.class);
        assertThatThrownBy(() -> new EventStreamFrames().feed(prelude, 0, 12, event -> {}))
                .isInstanceOf(ProviderException.class);
    }

    private static byte[] prelude(int total, int headers) {
        ByteBuffer prelude = ByteBuffer.allocate(12).putInt(total).putInt(headers);
        CRC32 checksum = new CRC32();
        checksum.update(prelude.array(), 0, 8);
        return prelude.putInt((int) checksum.getValue()).array();
    }

    private static byte[] encode(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        message.encode(bytes);
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static List<String> events(byte[] bytes, int first, int second) {
        EventStreamFrames frames = new EventStreamFrames();
        List<String> events = new ArrayList<>();
        frames.feed(bytes, 0, first, event -> events.add(text(event)));
        frames.feed(bytes, first, second - first, event -> events.add(text(event)));
        frames.feed(bytes, second, bytes.length - second, event -> events.add(text(event)));
        frames.end(event -> events.add(text(event)));
        return events;
    }

    private static String text(StreamEvent event) {
        return event.exception() + " " + event.name() + " " + event.text();
    }
}
