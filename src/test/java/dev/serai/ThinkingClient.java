package dev.serai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.LegalMessages;
import dev.serai.streams.StreamEvent;
import java.nio.charset.StandardCharsets;

/**
 * A client that asks a model to think and to use a tool, puts a stream together as the SDKs do, and hands every assistant's turn back
 * as it came. Stateless.
 */
interface ThinkingClient {
    ObjectMapper JSON = new ObjectMapper();

    /** A request but for its model and its messages. */
    ObjectNode request(boolean adaptive);

    /** The assistant's turn of a whole answer. */
    ObjectNode whole(String body);

    /** The assistant's turn that a stream's events make. */
    ObjectNode streamed(String events);

    String thoughts(ObjectNode turn);

    String text(ObjectNode turn);

    /** Adds a result for each call of a turn, and gives their number. */
    int answerCalls(ObjectNode turn, ArrayNode messages);

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    private static void append(ObjectNode to, String field, String text) {
        to.put(field, to.path(field).asText("") + text);
    }

    /** {@code /v1/chat/completions}, with thoughts in {@code thinking_blocks}. */
    final class OfChat implements ThinkingClient {
        @Override
        public ObjectNode request(boolean adaptive) {
            return parse(
                    "{'reasoning_effort':'high','max_completion_tokens':9000,'tools':[{'type':'function','function':"
                            + "{'name':'get_weather','parameters':{'type':'object','properties':{'city':{'type':'string'}},"
                            + "'required':['city']}}}]}");
        }

        @Override
        public ObjectNode whole(String body) {
            return (ObjectNode) read(body).at("/choices/0/message");
        }

        @Override
        public ObjectNode streamed(String events) {
            ObjectNode turn = JSON.createObjectNode().put("role", "assistant").putNull("content");
            for (String event : events.split("\n\n")) {
                if (event.startsWith("data: {")) {
                    read(event.substring("data: ".length()))
                            .at("/choices/0/delta")
                            .properties()
                            .forEach(field -> add(turn, field.getKey(), field.getValue()));
                }
            }
            return turn;
        }

        private static void add(ObjectNode turn, String field, JsonNode value) {
            switch (field) {
                case "content", "reasoning_content" -> append(turn, field, value.asText());
                case "thinking_blocks" -> turn.withArray(field).addAll((ArrayNode) value);
                case "tool_calls" -> value.forEach(call -> addCall(turn.withArray(field), (ObjectNode) call));
                default -> turn.set(field, value);
            }
        }

        private static void addCall(ArrayNode calls, ObjectNode piece) {
            int index = piece.remove("index").asInt();
            if (index == calls.size()) {
                calls.add(piece);
            } else {
                append(
                        (ObjectNode) calls.get(index).path("function"),
                        "arguments",
                        piece.at("/function/arguments").asText());
            }
        }

        @Override
        public String thoughts(ObjectNode turn) {
            return turn.path("reasoning_content").asText();
        }

        @Override
        public String text(ObjectNode turn) {
            return turn.path("content").asText();
        }

        @Override
        public int answerCalls(ObjectNode turn, ArrayNode messages) {
            turn.path("tool_calls").forEach(call -> messages.addObject()
                    .put("role", "tool")
                    .put("tool_call_id", call.path("id").asText())
                    .put("content", "12 °C"));
            return turn.path("tool_calls").size();
        }
    }

    /** {@code /v1/messages}, with thoughts in blocks. */
    final class OfMessages implements ThinkingClient {
        @Override
        public ObjectNode request(boolean adaptive) {
            ObjectNode request = parse("{'max_tokens':9000,'tools':[{'name':'get_weather','input_schema':"
                    + "{'type':'object','properties':{'city':{'type':'string'}},'required':['city']}}]}");
            request.set(
                    "thinking", parse(adaptive ? "{'type':'adaptive'}" : "{'type':'enabled','budget_tokens':2000}"));
            return request;
        }

        @Override
        public ObjectNode whole(String body) {
            ObjectNode turn = JSON.createObjectNode().put("role", "assistant");
            turn.set("content", read(body).path("content"));
            return turn;
        }

        @Override
        public ObjectNode streamed(String events) {
            ObjectNode turn = JSON.createObjectNode().put("role", "assistant");
            ArrayNode content = turn.putArray("content");
            for (StreamEvent event : LegalMessages.events(events)) {
                JsonNode data = read(new String(event.data(), StandardCharsets.UTF_8));
                switch (event.name()) {
                    case "content_block_start" -> content.add(data.path("content_block"));
                    case "content_block_delta" ->
                        add((ObjectNode) content.get(data.path("index").asInt()), data.path("delta"));
                    case "content_block_stop" ->
                        end((ObjectNode) content.get(data.path("index").asInt()));
                    default -> {}
                }
            }
            return turn;
        }

        private static void add(ObjectNode block, JsonNode delta) {
            switch (delta.path("type").asText()) {
                case "text_delta" -> append(block, "text", delta.path("text").asText());
                case "thinking_delta" ->
                    append(block, "thinking", delta.path("thinking").asText());
                case "signature_delta" ->
                    append(block, "signature", delta.path("signature").asText());
                case "input_json_delta" ->
                    append(block, "json", delta.path("partial_json").asText());
                default -> throw new AssertionError("unknown: " + delta);
            }
        }

        private static void end(ObjectNode block) {
            JsonNode input = block.remove("json");
            if (input != null) {
                block.set("input", read(input.asText()));
            }
        }

        @Override
        public String thoughts(ObjectNode turn) {
            return turn.at("/content/0/thinking").asText();
        }

        @Override
        public String text(ObjectNode turn) {
            return turn.path("content").findValuesAsText("text").get(0);
        }

        @Override
        public int answerCalls(ObjectNode turn, ArrayNode messages) {
            ArrayNode results = JSON.createArrayNode();
            for (JsonNode block : turn.path("content")) {
                if (block.path("type").asText().equals("tool_use")) {
                    results.addObject()
                            .put("type", "tool_result")
                            .put("tool_use_id", block.path("id").asText())
                            .put("content", "12 °C");
                }
            }
            messages.addObject().put("role", "user").set("content", results);
            return results.size();
        }
    }
}
