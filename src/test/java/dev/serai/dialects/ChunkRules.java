package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What holds for the chunks of every stream, whichever provider it came from (wire.md 1.4). */
final class ChunkRules {
    private ChunkRules() {}

    static void check(List<JsonNode> chunks, boolean usageChunk) {
        int choices = usageChunk ? chunks.size() - 1 : chunks.size();
        Map<Integer, Integer> tools = new HashMap<>();
        for (int i = 0; i < choices; i++) {
            JsonNode chunk = chunks.get(i);
            sharedFields(chunk, chunks.get(0));
            JsonNode choice = chunk.path("choices").path(0);
            int index = choice.path("index").intValue();
            assertThat(i == 0 ? index : 0).as("the first choice begins").isZero();
            assertThat(choice.path("delta").has("role")).isEqualTo(!tools.containsKey(index));
            assertThat(chunk.path("usage").isNull() || chunk.path("usage").isMissingNode())
                    .isTrue();
            assertThat(choice.has("finish_reason")).isTrue();
            JsonNode tool = choice.path("delta").path("tool_calls").path(0);
            tools.put(index, denseTools(tool, tools.getOrDefault(index, 0)));
        }
        if (usageChunk) {
            assertThat(chunks.get(choices).path("choices").isEmpty()).isTrue();
            assertThat(chunks.get(choices).path("usage").isObject()).isTrue();
        }
    }

    private static void sharedFields(JsonNode chunk, JsonNode first) {
        for (String field : List.of("id", "object", "created", "model")) {
            assertThat(chunk.get(field)).isNotNull().isEqualTo(first.get(field));
        }
    }

    /** A fragment with an id begins the next call; one without belongs to a call that has begun. */
    private static int denseTools(JsonNode tool, int begun) {
        if (tool.isMissingNode()) {
            return begun;
        }
        int index = tool.path("index").intValue();
        if (tool.has("id")) {
            assertThat(index).isEqualTo(begun);
            return begun + 1;
        }
        assertThat(index).isLessThan(begun);
        return begun;
    }
}
