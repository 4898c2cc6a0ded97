package dev.serai.dialects.converse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ToolNames;
import dev.serai.errors.ProviderException;
import dev.serai.errors.ProviderFailure.Kind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

class ConverseStreamTest {
    private static final AnswerContext CONTEXT =
            new AnswerContext("m", 1, true, true, ToolNames.NONE, null, false, false, false, 0);

    @Test
    @DisplayName("wire.md case 38: a character split over two reads stays whole")
    void everyCutOfTheBytesGivesTheSameChunks() {
        byte[] bytes = frames(
                frame("event", "messageStart", "{\"role\":\"assistant\"}"),
                frame("event", "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"ü 😀 漢\"}}"),
                frame("event", "contentBlockStop", "{\"contentBlockIndex\":0}"),
                frame("event", "messageStop", "{\"stopReason\":\"end_turn\"}"),
                frame("event", "metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":3}}"));
        List<String> whole = chunks(bytes, 0);
        assertThat(whole).hasSize(4).anyMatch(chunk -> chunk.contains("ü 😀 漢"));
        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(chunks(bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    @DisplayName("wire.md case 14: an exception frame in the middle of a stream")
    void anExceptionFrameIsClassified() {
        byte[] bytes = frames(
                frame("event", "messageStart", "{\"role\":\"assistant\"}"),
                frame("exception", "throttlingException", "{\"message\":\"Too many requests\"}"));
        assertThatThrownBy(() -> chunks(bytes, 0)).isInstanceOfSatisfying(ProviderException.class, thrown -> assertThat(
                        thrown.failure().kind())
                .isEqualTo(Kind.RATE_LIMITED));
    }

    private static Message frame(String messageType, String name, String payload) {
        return new Message(
                Map.of(
                        ":message-type",
                        HeaderValue.fromString(messageType),
                        ":" + messageType + "-type",
                        HeaderValue.fromString(name)),
                payload.getBytes(UTF_8));
    }

    private static byte[] frames(Message... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Message frame : frames) {
            frame.encode(bytes);
        }
        return bytes.toByteArray();
    }

    private static List<String> chunks(byte[] bytes, int cut) {
        List<String> chunks = new ArrayList<>();
        ConverseStream stream = new ConverseStream(CONTEXT, "chatcmpl-made");
        EventStreamFrames frames = new EventStreamFrames();
        frames.feed(bytes, 0, cut, event -> stream.on(event, json -> chunks.add(new String(json, UTF_8))));
        frames.feed(
                bytes, cut, bytes.length - cut, event -> stream.on(event, json -> chunks.add(new String(json, UTF_8))));
        assertThat(stream.finished()).isTrue();
        return chunks;
    }
}
