package dev.serai.dialects.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.dialects.AnswerIds;
import dev.serai.dialects.Json;

/** A call of a function, or of a tool that takes text. For one thread. */
final class CallItem extends OutputItem {
    private final String callId;
    private final String name;
    private final boolean custom;
    private final StringBuilder input = new StringBuilder();
    private final JsonWhole extent = new JsonWhole();
    private int given;

    CallItem(int index, String callId, String name, boolean custom) {
        super(AnswerIds.of(custom ? "ctc_" : "fc_"), index);
        this.callId = callId;
        this.name = name;
        this.custom = custom;
    }

    void input(String fragment) {
        input.append(fragment);
        extent.accept(fragment);
    }

    /** Some servers give a call without arguments none at all; clients read JSON. */
    @Override
    void end(String endStatus) {
        if (!custom && endStatus.equals(COMPLETED) && input.toString().isBlank()) {
            input("{}");
        }
        super.end(endStatus);
    }

    @Override
    void flush(ResponseEvents events) {
        if (input.length() > given) {
            events.inItem(
                            custom ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta",
                            id(),
                            index())
                    .raw(",\"delta\":")
                    .string(input.substring(given));
            events.end();
            given = input.length();
        }
    }

    @Override
    void closeParts(ResponseEvents events) {
        if (custom) {
            events.inItem("response.custom_tool_call_input.done", id(), index())
                    .raw(",\"input\":")
                    .string(input.toString());
        } else {
            events.inItem("response.function_call_arguments.done", id(), index())
                    .raw(",\"name\":")
                    .string(name)
                    .raw(",\"arguments\":")
                    .string(input.toString());
        }
        events.end();
    }

    /** Servers may tell of several calls by turns: only whole arguments say that a call has ended before the answer does. */
    @Override
    boolean whole() {
        return !custom && extent.whole();
    }

    /** Whether its arguments have begun and not ended: of several calls by turns a cut leaves more than the last so. */
    boolean broken() {
        return !custom && !input.toString().isBlank() && !extent.whole();
    }

    @Override
    ObjectNode blank() {
        return item("");
    }

    @Override
    ObjectNode json() {
        return item(input.toString());
    }

    private ObjectNode item(String said) {
        return Json.object()
                .put("id", id())
                .put("type", custom ? "custom_tool_call" : "function_call")
                .put("status", status())
                .put("call_id", callId)
                .put("name", name)
                .put(custom ? "input" : "arguments", said);
    }

    /** Follows the text of one JSON object until its last brace. */
    private static final class JsonWhole {
        private int depth;
        private boolean begun;
        private boolean quoted;
        private boolean escaped;

        boolean whole() {
            return begun && depth == 0;
        }

        void accept(String text) {
            for (int i = 0; i < text.length(); i++) {
                character(text.charAt(i));
            }
        }

        private void character(char character) {
            if (escaped) {
                escaped = false;
            } else if (quoted) {
                escaped = character == '\\';
                quoted = character != '"';
            } else {
                switch (character) {
                    case '"' -> quoted = true;
                    case '{', '[' -> {
                        begun = true;
                        depth++;
                    }
                    case '}', ']' -> depth--;
                    default -> {}
                }
            }
        }
    }
}
