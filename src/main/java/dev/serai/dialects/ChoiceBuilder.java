package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the parts of one choice of an answer. For one thread. */
final class ChoiceBuilder implements AnswerForm {
    private final int index;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private @Nullable Call functionCall;
    private @Nullable ArrayNode thinkingBlocks;
    private @Nullable ArrayNode annotations;
    private @Nullable ArrayNode logprobs;
    private @Nullable ObjectNode extraContent;
    private String finishReason = "stop";

    ChoiceBuilder(int index) {
        this.index = index;
    }

    @Override
    public void content(String text) {
        content.append(text);
    }

    @Override
    public void reasoning(String text) {
        reasoning.append(text);
    }

    @Override
    public void refusal(String text) {
        refusal.append(text);
    }

    @Override
    public void toolCall(int index, String callId, String name, @Nullable ObjectNode extraContent) {
        calls.add(new Call(callId, name, false, extraContent, new StringBuilder()));
    }

    @Override
    public void toolArguments(int index, String fragment) {
        calls.get(index).arguments.append(fragment);
    }

    @Override
    public void customCall(int index, String callId, String name, @Nullable ObjectNode extraContent) {
        calls.add(new Call(callId, name, true, extraContent, new StringBuilder()));
    }

    @Override
    public void customInput(int index, String text) {
        calls.get(index).arguments.append(text);
    }

    @Override
    public void functionCall(String name) {
        functionCall = new Call("", name, false, null, new StringBuilder());
    }

    @Override
    public void functionArguments(String fragment) {
        if (functionCall != null) {
            functionCall.arguments.append(fragment);
        }
    }

    @Override
    public void thinkingBlocks(ArrayNode blocks) {
        thinkingBlocks = blocks;
    }

    @Override
    public void annotations(ArrayNode found) {
        annotations = found;
    }

    @Override
    public void logprobs(ArrayNode tokens) {
        logprobs = logprobs == null ? tokens : logprobs.addAll(tokens);
    }

    @Override
    public void extraContent(ObjectNode extra) {
        extraContent = extra;
    }

    @Override
    public void finish(String reason) {
        finishReason = reason;
    }

    int index() {
        return index;
    }

    String finishReason() {
        return finishReason;
    }

    /** About how many bytes it will be. */
    int size() {
        return 256 + content.length() + reasoning.length();
    }

    void write(JsonBytes json) {
        json.raw("{\"index\":").number(index).raw(",\"message\":");
        writeMessage(json);
        json.raw(",\"logprobs\":");
        if (logprobs == null) {
            json.raw("null");
        } else {
            json.raw("{\"content\":").raw(ProviderJson.bytes(logprobs)).raw(",\"refusal\":null}");
        }
        json.raw(",\"finish_reason\":").string(finishReason).raw("}");
    }

    private void writeMessage(JsonBytes json) {
        json.raw("{\"role\":\"assistant\",\"content\":");
        if (content.isEmpty() && hasOther()) {
            json.raw("null");
        } else {
            json.string(content.toString());
        }
        json.raw(",\"refusal\":");
        if (refusal.isEmpty()) {
            json.raw("null");
        } else {
            json.string(refusal.toString());
        }
        writeOptional(json);
        json.raw("}");
    }

    /** Whether something stands in the content's place: then empty content is null, as OpenAI has it. */
    private boolean hasOther() {
        return !calls.isEmpty() || functionCall != null || !refusal.isEmpty();
    }

    private void writeOptional(JsonBytes json) {
        if (!reasoning.isEmpty()) {
            json.raw(",\"reasoning_content\":").string(reasoning.toString());
        }
        if (thinkingBlocks != null) {
            json.raw(",\"thinking_blocks\":").raw(ProviderJson.bytes(thinkingBlocks));
        }
        if (annotations != null) {
            json.raw(",\"annotations\":").raw(ProviderJson.bytes(annotations));
        }
        if (extraContent != null) {
            writeExtra(json, extraContent);
        }
        if (!calls.isEmpty()) {
            writeCalls(json);
        }
        if (functionCall != null) {
            json.raw(",\"function_call\":");
            writeFunction(json, functionCall);
        }
    }

    private void writeCalls(JsonBytes json) {
        String separator = ",\"tool_calls\":[";
        for (Call call : calls) {
            json.raw(separator).raw("{\"id\":").string(call.id);
            if (call.custom) {
                writeCustom(json, call);
            } else {
                json.raw(",\"type\":\"function\",\"function\":");
                writeFunction(json, call);
            }
            if (call.extraContent != null) {
                writeExtra(json, call.extraContent);
            }
            json.raw("}");
            separator = ",";
        }
        json.raw("]");
    }

    private static void writeExtra(JsonBytes json, ObjectNode extra) {
        json.raw(",\"extra_content\":").raw(ProviderJson.bytes(extra));
    }

    private static void writeCustom(JsonBytes json, Call call) {
        json.raw(",\"type\":\"custom\",\"custom\":{\"name\":").string(call.name);
        json.raw(",\"input\":").string(call.arguments.toString()).raw("}");
    }

    private static void writeFunction(JsonBytes json, Call call) {
        json.raw("{\"name\":").string(call.name);
        json.raw(",\"arguments\":").string(call.arguments.toString()).raw("}");
    }

    private record Call(
            String id,
            String name,
            boolean custom,
            @Nullable ObjectNode extraContent,
            StringBuilder arguments) {}
}
