package dev.serai.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

/** Our frames against golden ones that botocore decoded (wire.md 3.6), and against the AWS library's decoder. */
class EventStreamFramesTest {
    @Test
    void goldenEvent() {
        assertThat(HexFormat.of().formatHex(EventStreamFrames.event("messageStop", "{\"stopReason\":\"end_turn\"}")))
                .isEqualTo("0000007a00000051ca2c46650b3a6576656e742d7479706507000b6d65737361676553746f70"
                        + "0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74"
                        + "7970650700056576656e747b2273746f70526561736f6e223a22656e645f7475726e227d5fbf09fc");
    }

    @Test
    void goldenException() {
        assertThat(HexFormat.of()
                        .formatHex(EventStreamFrames.exception(
                                "throttlingException", "{\"message\":\"Too many requests\"}")))
                .isEqualTo("00000090000000618e91a9b70f3a657863657074696f6e2d74797065070013746872"
                        + "6f74746c696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f"
                        + "6e2f6a736f6e0d3a6d6573736167652d74797065070009657863657074696f6e7b226d657373616765223a"
                        + "22546f6f206d616e79207265717565737473227de67f8005");
    }

    @Test
    void anErrorFrameIsReadByTheLibrary() {
        List<Message> messages = new ArrayList<>();
        new MessageDecoder(messages::add).feed(EventStreamFrames.error("InternalError", "gone"));
        assertThat(messages).singleElement().satisfies(message -> {
            assertThat(message.getHeaders().get(":message-type").getString()).isEqualTo("error");
            assertThat(message.getHeaders().get(":error-code").getString()).isEqualTo("InternalError");
            assertThat(message.getPayload()).isEmpty();
        });
    }
}
