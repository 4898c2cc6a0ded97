package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.FieldFaults;
import dev.serai.dialects.Json;
import dev.serai.errors.GatewayException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a chat's messages of {@code instructions} and {@code input}: what an assistant thought, said and called in one go is one
 * message, and the results stand right behind the calls, wherever the client has put them. One for each translation.
 */
final class ChatMessages {
    private static final String INPUT = "input";

    private final ResponsesRequest request;
    private final ParamPaths paths;
    private final Set<String> dropped;
    private final ArrayNode messages = Json.object().arrayNode();
    /** The items that are results and not told yet, by the call that they answer. */
    private final Map<String, TreeSet<Integer>> results = new HashMap<>();

    private @Nullable AssistantTurn turn;

    ChatMessages(ResponsesRequest request, ParamPaths paths, Set<String> dropped) {
        this.request = request;
        this.paths = paths;
        this.dropped = dropped;
    }

    /** @throws GatewayException 400 where calls and results don't match, or an item is for OpenAI alone */
    ArrayNode translate() {
        String instructions = Json.text(request.tree(), "instructions");
        if (instructions != null && !instructions.isEmpty()) {
            add("system", "instructions", "").put("content", instructions);
        }
        JsonNode input = request.tree().path(INPUT);
        if (input.isTextual()) {
            add("user", INPUT, "").put("content", input.textValue());
            return messages;
        }
        findResults(input);
        for (int i = 0; i < input.size(); i++) {
            item(i, input.get(i));
        }
        endTurn();
        results.values().stream().flatMap(Set::stream).min(Integer::compare).ifPresent(this::orphaned);
        return messages;
    }

    private void findResults(JsonNode input) {
        for (int i = 0; i < input.size(); i++) {
            if (InputRules.type(input.get(i)).endsWith("_call_output")) {
                String call = input.get(i).path("call_id").asText();
                results.computeIfAbsent(call, unseen -> new TreeSet<>()).add(i);
            }
        }
    }

    private void item(int index, JsonNode item) {
        String type = InputRules.type(item);
        String path = path(index);
        switch (type) {
            case "message" -> message(path, item);
            case "function_call", "custom_tool_call" -> turn(path).call(index, path, item);
            // Told behind its call; what is between them must not part them.
            case "function_call_output", "custom_tool_call_output" -> endTurn();
            case "reasoning" -> reasoning(path, item);
            case "item_reference" ->
                throw Unserved.value(path + ".type", type, "this gateway keeps no items: send the item itself.");
            default ->
                throw Unserved.value(
                        path + ".type", type, "the providers of this model don't know items of this type.");
        }
    }

    private void message(String path, JsonNode item) {
        String role = item.path("role").asText();
        if (role.equals("assistant")) {
            if (turn != null && turn.spoke()) {
                endTurn();
            }
            turn(path).said(path, ChatParts.said(item.path("content")));
            return;
        }
        endTurn();
        add(role, path, ".content").set("content", ChatParts.told(item.path("content"), path + ".content", dropped));
    }

    /**
     * What was thought here goes back; what another gateway or OpenAI sealed is for nobody else, and what is told in the open
     * nobody takes.
     */
    private void reasoning(String path, JsonNode item) {
        String sealed = Json.text(item, "encrypted_content");
        SealedReasoning opened = sealed == null || sealed.isEmpty() ? null : SealedReasoning.open(sealed);
        if (opened == null) {
            dropped.add("input[].reasoning");
        } else {
            turn(path).thought(opened);
        }
    }

    private AssistantTurn turn(String path) {
        AssistantTurn open = turn;
        if (open == null) {
            open = new AssistantTurn(path);
            turn = open;
        }
        return open;
    }

    private void endTurn() {
        AssistantTurn ended = turn;
        turn = null;
        if (ended == null || !ended.spoke()) {
            return;
        }
        messages.add(ended.message());
        ended.described(paths);
        for (AssistantTurn.Call call : ended.calls()) {
            result(call);
        }
    }

    private void result(AssistantTurn.Call call) {
        TreeSet<Integer> answers = results.getOrDefault(call.id(), new TreeSet<>());
        Integer index = answers.higher(call.index());
        if (index == null) {
            throw FieldFaults.value(path(call.index()), "no item of 'input' behind it is the output of this call.");
        }
        answers.remove(index);
        JsonNode item = request.tree().path(INPUT).get(index);
        add("tool", path(index), ".output")
                .put("tool_call_id", call.id())
                .set("content", ChatParts.results(item.path("output"), path(index) + ".output", dropped));
    }

    private void orphaned(int index) {
        throw FieldFaults.value(path(index) + ".call_id", "no item of 'input' before it is the call that it answers.");
    }

    private ObjectNode add(String role, String item, String content) {
        paths.message(item, content);
        return messages.addObject().put("role", role);
    }

    private static String path(int index) {
        return INPUT + "[" + index + "]";
    }

    /** What an assistant thought, said and called before anybody else spoke. */
    private static final class AssistantTurn {
        private final ObjectNode message =
                Json.object().put("role", "assistant").putNull("content");
        private final List<Call> calls = new ArrayList<>(0);
        private final SealedReasoning thoughts = new SealedReasoning();
        private final String first;
        private @Nullable String spoken;

        /** A call, by its id and where its item stands. */
        record Call(String id, int index, String path) {}

        AssistantTurn(String first) {
            this.first = first;
        }

        boolean spoke() {
            return spoken != null || !calls.isEmpty();
        }

        List<Call> calls() {
            return calls;
        }

        void said(String path, JsonNode content) {
            spoken = path;
            message.set("content", content);
        }

        void thought(SealedReasoning sealed) {
            thoughts.add(sealed);
        }

        void call(int index, String path, JsonNode item) {
            String id = item.path("call_id").asText();
            boolean custom = InputRules.type(item).equals("custom_tool_call");
            String type = custom ? "custom" : "function";
            ObjectNode call = message.withArray("tool_calls").addObject();
            call.put("id", id)
                    .put("type", type)
                    .putObject(type)
                    .put("name", item.path("name").asText())
                    .put(
                            custom ? "input" : "arguments",
                            item.path(custom ? "input" : "arguments").asText());
            calls.add(new Call(id, index, path));
        }

        ObjectNode message() {
            thoughts.restore(message);
            return message;
        }

        void described(ParamPaths paths) {
            paths.message(
                    spoken == null ? first : spoken,
                    ".content",
                    calls.stream().map(Call::path).toList());
        }
    }
}
