package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the parts of an answer into one {@code chat.completion} object. One for each answer, for one thread. */
public final class AnswerBuilder implements AnswerForm {
    private final String id;
    private final AnswerContext context;
    private final StringBuilder content = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private @Nullable Call functionCall;
    private @Nullable ArrayNode thinkingBlocks;
    private @Nullable ArrayNode annotations;
    private String finishReason = "stop";

    public AnswerBuilder(String id, AnswerContext context) {
        this.id = id;
        this.context = context;
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
    public void toolCall(int index, String callId, String name) {
        calls.add(new Call(callId, name, false, new StringBuilder()));
    }

    @Override
    public void toolArguments(int index, String fragment) {
        calls.get(index).arguments.append(fragment);
    }

    @Override
    public void customCall(int index, String callId, String name) {
        calls.add(new Call(callId, name, true, new StringBuilder()));
    }

    @Override
    public void customInput(int index, String text) {
        calls.get(index).arguments.append(text);
    }

    @Override
    public void functionCall(String name) {
        functionCall = new Call("", name, false, new StringBuilder());
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
    public void finish(String reason) {
        finishReason = reason;
    }

    /** The answer; {@code usage} is left out where the provider reported none. */
    public ChatAnswer build(Usage usage) {
        JsonBytes json = new JsonBytes(512 + content.length() + reasoning.length());
        json.raw("{\"id\":").string(id);
        json.raw(",\"object\":\"chat.completion\",\"created\":").number(context.created());
        json.raw(",\"model\":").string(context.model());
        json.raw(",\"choices\":[{\"index\":0,\"message\":");
        writeMessage(json);
        json.raw(",\"logprobs\":null,\"finish_reason\":").string(finishReason).raw("}]");
        if (usage.reported()) {
            json.raw(",\"usage\":");
            UsageJson.write(usage, json);
        }
        return new ChatAnswer(json.raw("}").toByteArray(), usage, finishReason);
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
            json.raw("}");
            separator = ",";
        }
        json.raw("]");
    }

    private static void writeCustom(JsonBytes json, Call call) {
        json.raw(",\"type\":\"custom\",\"custom\":{\"name\":").string(call.name);
        json.raw(",\"input\":").string(call.arguments.toString()).raw("}");
    }

    private static void writeFunction(JsonBytes json, Call call) {
        json.raw("{\"name\":").string(call.name);
        json.raw(",\"arguments\":").string(call.arguments.toString()).raw("}");
    }

    private record Call(String id, String name, boolean custom, StringBuilder arguments) {}
}
