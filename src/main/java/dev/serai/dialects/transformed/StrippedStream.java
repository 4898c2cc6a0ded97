package dev.serai.dialects.transformed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.ChatStream;
import dev.serai.dialects.Json;
import dev.serai.dialects.ProviderJson;
import dev.serai.dialects.StreamOverChat;
import dev.serai.streams.StreamEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A chat's stream whose texts lose their prefixes. One for each streamed answer, used by one thread at a time. */
final class StrippedStream extends StreamOverChat {
    private final List<String> prefixes;
    private final Map<Integer, PrefixStripper> choices = new HashMap<>();

    StrippedStream(ChatStream chat, List<String> prefixes) {
        super(chat);
        this.prefixes = prefixes;
    }

    @Override
    public void on(StreamEvent event, ChunkSink chunks) {
        chat.on(event, chunk -> strip(chunk, chunks));
    }

    @Override
    public void end(ChunkSink chunks) {
        chat.end(chunk -> strip(chunk, chunks));
    }

    private void strip(byte[] bytes, ChunkSink chunks) {
        ObjectNode chunk = ProviderJson.object(bytes);
        boolean changed = false;
        boolean saysMore = chunk.path("choices").isEmpty();
        for (JsonNode choice : chunk.path("choices")) {
            if (choice.path("delta") instanceof ObjectNode delta) {
                String text = ProviderJson.textOrEmpty(delta, "content");
                boolean more = choice.path("finish_reason").isTextual() || saysMore(delta);
                String rest = rest(choice.path("index").asInt(), text, more);
                if (!rest.equals(text)) {
                    delta.put("content", rest);
                    changed = true;
                }
                saysMore |= more || !rest.isEmpty() || text.isEmpty();
            }
        }
        if (saysMore) {
            chunks.chunk(changed ? Json.bytes(chunk) : bytes);
        }
    }

    private String rest(int index, String text, boolean last) {
        PrefixStripper stripper = choices.computeIfAbsent(index, number -> new PrefixStripper(prefixes));
        String rest = stripper.accept(text);
        return last ? rest + stripper.end() : rest;
    }

    /** Whether it says what comes behind a text. */
    private static boolean saysMore(ObjectNode delta) {
        return delta.path("tool_calls").size() > 0
                || delta.path("function_call").isObject();
    }
}
