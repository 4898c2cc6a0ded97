package dev.serai.dialects.anthropic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dialects.AnswerContext;
import dev.serai.dialects.ToolNames;
import dev.serai.streams.ServerSentEvents;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AnthropicStreamTest {
    private static final AnswerContext CONTEXT =
            new AnswerContext("m", 1, true, true, ToolNames.NONE, null, false, false, false, 0);

    private static final String STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":1,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"ü 😀 漢"}}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    @Test
    @DisplayName("wire.md case 38: a character split over two reads stays whole")
    void everyCutOfTheBytesGivesTheSameChunks() {
        byte[] bytes = STREAM.getBytes(UTF_8);
        List<String> whole = chunks(bytes, 0);
        assertThat(whole).hasSize(4).anyMatch(chunk -> chunk.contains("ü 😀 漢"));
        for (int cut = 1; cut < bytes.length; cut++) {
            assertThat(chunks(bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void f13InvalidUtf8BecomesTheReplacementCharacter() {
        byte[] bytes = STREAM.replace("ü 😀 漢", "a\u00F0\u009Fb").getBytes(ISO_8859_1);
        assertThat(chunks(bytes, 0).get(1)).contains("{\"content\":\"a\uFFFDb\"}");
    }

    private static List<String> chunks(byte[] bytes, int cut) {
        List<String> chunks = new ArrayList<>();
        AnthropicStream stream = new AnthropicStream(CONTEXT, "chatcmpl-made");
        ServerSentEvents decoder = new ServerSentEvents();
        decoder.feed(bytes, 0, cut, event -> stream.on(event, json -> chunks.add(new String(json, UTF_8))));
        decoder.feed(
                bytes, cut, bytes.length - cut, event -> stream.on(event, json -> chunks.add(new String(json, UTF_8))));
        assertThat(stream.finished()).isTrue();
        return chunks;
    }
}
