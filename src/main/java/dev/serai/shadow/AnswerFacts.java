package dev.serai.shadow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.dialects.ProviderJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What of an answer's content two answers are compared by, in whatever client's dialect it is: none of its text. Immutable.
 *
 * @param characters of its text
 * @param tools the names of the tools that it calls, in its order
 */
public record AnswerFacts(int characters, List<String> tools) {

    public AnswerFacts {
        tools = List.copyOf(tools);
    }

    /** Of a whole answer, as its client gets it. */
    public static AnswerFacts of(byte[] body) {
        Reader reader = new Reader();
        reader.whole(ProviderJson.readOrMissing(body));
        return reader.facts();
    }

    /** Of a stream, as its client got it. */
    public static AnswerFacts of(Recording stream) {
        Reader reader = new Reader();
        stream.chunks().forEach(chunk -> reader.event(json(chunk)));
        return reader.facts();
    }

    /** A chunk is JSON, or an event with its frame, whose name has no brace. */
    private static JsonNode json(byte[] chunk) {
        int start = 0;
        while (start < chunk.length && chunk[start] != '{') {
            start++;
        }
        return ProviderJson.readOrMissing(start == 0 ? chunk : Arrays.copyOfRange(chunk, start, chunk.length));
    }

    /** Adds up what it is shown. */
    private static final class Reader {
        private final List<String> tools = new ArrayList<>();
        private int characters;

        AnswerFacts facts() {
            return new AnswerFacts(characters, tools);
        }

        void whole(JsonNode answer) {
            for (JsonNode choice : answer.path("choices")) {
                text(choice.path("text"));
                chat(choice.path("message"));
            }
            answer.path("content").forEach(this::block);
            for (JsonNode item : answer.path("output")) {
                item(item);
                for (JsonNode part : item.path("content")) {
                    text(part.path("text"));
                }
            }
        }

        void event(JsonNode event) {
            for (JsonNode choice : event.path("choices")) {
                text(choice.path("text"));
                chat(choice.path("delta"));
            }
            switch (event.path("type").asText()) {
                case "content_block_start" -> block(event.path("content_block"));
                case "content_block_delta" -> text(event.at("/delta/text"));
                case "response.output_item.added" -> item(event.path("item"));
                case "response.output_text.delta" -> text(event.path("delta"));
                default -> {}
            }
        }

        private void chat(JsonNode messageOrDelta) {
            text(messageOrDelta.path("content"));
            for (JsonNode call : messageOrDelta.path("tool_calls")) {
                tool(call.at("/function/name"));
            }
            tool(messageOrDelta.at("/function_call/name"));
        }

        private void block(JsonNode block) {
            text(block.path("text"));
            if (block.path("type").asText().equals("tool_use")) {
                tool(block.path("name"));
            }
        }

        private void item(JsonNode item) {
            if (item.path("type").asText().equals("function_call")) {
                tool(item.path("name"));
            }
        }

        private void text(JsonNode text) {
            characters += text.isTextual() ? text.textValue().length() : 0;
        }

        private void tool(JsonNode name) {
            if (name.isTextual() && !name.textValue().isEmpty()) {
                tools.add(name.textValue());
            }
        }
    }
}
