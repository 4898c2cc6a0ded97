package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChunkWriterTest {
    private static final String PREFIX =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"a \\\"b\\\"\"";

    @Test
    void aChunkIsOneLineOfJson() {
        assertThat(text(writer(false).content("x\n\ndata: [DONE]\n\n")))
                .isEqualTo(
                        PREFIX
                                + ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\\n\\ndata: [DONE]\\n\\n\"},\"finish_reason\":null}]}");
    }

    @Test
    void usageIsNullUntilItsOwnChunkIfItWasAskedFor() {
        ChunkWriter writer = writer(true);
        assertThat(text(writer.role()))
                .isEqualTo(
                        PREFIX
                                + ",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}");
        assertThat(text(writer.finish("stop")))
                .isEqualTo(PREFIX
                        + ",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":null}");
        assertThat(text(writer.usage(new Usage(true, 10, 90, 5, 0, 7, 0, ""))))
                .isEqualTo(PREFIX
                        + ",\"choices\":[],\"usage\":{\"prompt_tokens\":105,\"completion_tokens\":7,\"total_tokens\":112,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":90,\"cache_write_tokens\":5}}}");
    }

    @Test
    void aToolCallBeginsWithItsNameAndGoesOnWithItsArguments() {
        ChunkWriter writer = writer(false);
        assertThat(text(writer.toolCall(1, "call_1", "f", null)))
                .contains(
                        "{\"tool_calls\":[{\"index\":1,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}");
        assertThat(text(writer.toolArguments(1, "{\"a\"")))
                .contains("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{\\\"a\\\"\"}}]}");
    }

    @Test
    void eachChoiceHasItsIndexInEveryChunk() {
        ChunkWriter second = writer(false).choice(1);
        assertThat(text(second.role())).contains("[{\"index\":1,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}");
        assertThat(text(second.content("x"))).contains("[{\"index\":1,\"delta\":{\"content\":\"x\"}");
    }

    private static ChunkWriter writer(boolean includeUsage) {
        return new ChunkWriter(
                "chatcmpl-1",
                new AnswerContext(
                        "a \"b\"", 1_700_000_000, true, includeUsage, ToolNames.NONE, null, false, false, false, 0));
    }

    private static String text(byte[] chunk) {
        return new String(chunk, StandardCharsets.UTF_8);
    }
}
