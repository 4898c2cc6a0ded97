package dev.serai.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.errors.ProviderException;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs events through a dialect's stream, whatever they are, and holds what comes out to OpenAI's rules of a stream. */
final class LegalStream {
    private LegalStream() {}

    /** The chunks of the events; how they ended is told by the last element: {@code done} or {@code error}. */
    static List<String> of(ChatStream stream, List<StreamEvent> events) {
        List<String> out = new ArrayList<>();
        ChatStream.ChunkSink sink = chunk -> out.add(new String(chunk, StandardCharsets.UTF_8));
        try {
            for (StreamEvent event : events) {
                stream.on(event, sink);
            }
            if (!stream.finished()) {
                stream.end(sink);
            }
            out.add("done");
        } catch (ProviderException broken) {
            out.add("error");
        }
        return out;
    }

    /** One role a choice, first; dense tool calls; one finish, and nothing of the choice behind it; usage only if asked. */
    static void check(List<String> out, boolean includeUsage) {
        boolean done = out.get(out.size() - 1).equals("done");
        List<JsonNode> chunks = out.subList(0, out.size() - 1).stream()
                .map(chunk -> Goldens.json(chunk.getBytes(StandardCharsets.UTF_8)))
                .toList();
        int roles = 0;
        int finishes = 0;
        int usages = 0;
        int calls = 0;
        for (JsonNode chunk : chunks) {
            if (chunk.path("choices").isEmpty()) {
                assertThat(chunk.path("usage").isObject()).isTrue();
                assertThat(finishes).as("usage comes behind the finish").isEqualTo(1);
                usages++;
                continue;
            }
            JsonNode choice = chunk.path("choices").path(0);
            assertThat(finishes).as("nothing behind the finish").isZero();
            assertThat(choice.path("delta").has("role")).isEqualTo(roles == 0);
            roles++;
            calls = calls(choice.path("delta").path("tool_calls"), calls);
            finishes += choice.path("finish_reason").isTextual() ? 1 : 0;
        }
        assertThat(usages).isLessThanOrEqualTo(includeUsage ? 1 : 0);
        if (done) {
            assertThat(finishes).isEqualTo(1);
        }
    }

    /** Of a server that speaks OpenAI's format its own order stands: what the gateway itself counts and promises must hold. */
    static void checkPassedThrough(List<String> out, boolean includeUsage) {
        int calls = 0;
        int usages = 0;
        for (String line : out.subList(0, out.size() - 1)) {
            JsonNode chunk = Goldens.json(line.getBytes(StandardCharsets.UTF_8));
            assertThat(chunk.path("error").isObject())
                    .as("an error is thrown, not passed on")
                    .isFalse();
            for (JsonNode fragment : chunk.at("/choices/0/delta/tool_calls")) {
                int index = fragment.path("index").asInt(-1);
                assertThat(index).as("dense, from 0").isBetween(0, calls); // Some servers repeat a call's id.
                calls = Math.max(calls, index + 1);
            }
            usages += chunk.path("usage").isObject() ? 1 : 0;
        }
        if (!includeUsage) {
            assertThat(usages).isZero();
        }
    }

    private static int calls(JsonNode fragments, int begun) {
        int calls = begun;
        for (JsonNode fragment : fragments) {
            int index = fragment.path("index").asInt(-1);
            if (fragment.has("id")) {
                assertThat(index).isEqualTo(calls);
                calls++;
            } else {
                assertThat(index).isBetween(0, calls - 1);
            }
        }
        return calls;
    }
}
