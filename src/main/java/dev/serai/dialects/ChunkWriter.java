package dev.serai.dialects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@code chat.completion.chunk} objects of one choice of a stream. What all of them share is escaped once, for
 * all choices. One for each choice, all of a stream used by one thread at a time; the arrays that it gives out are the caller's.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI: chat completion chunks</a>
 */
public final class ChunkWriter {
    private static final byte[] FIRST_CHOICE = ascii(",\"choices\":[{\"index\":0,\"delta\":");
    private static final byte[] OPEN_END = ascii(",\"finish_reason\":null}]");
    private static final byte[] USAGE_NULL = ascii(",\"usage\":null");
    private static final byte[] CLOSE = ascii("}");
    private static final byte[] ROLE = ascii("{\"role\":\"assistant\",\"content\":\"\"}");
    private static final byte[] CONTENT = ascii("{\"content\":");
    private static final byte[] REASONING = ascii("{\"reasoning_content\":");
    private static final byte[] REFUSAL = ascii("{\"refusal\":");
    private static final byte[] TOOL_CALL = ascii("{\"tool_calls\":[{\"index\":");
    private static final byte[] ARGUMENTS = ascii(",\"function\":{\"arguments\":");

    private final byte[] prefix;
    private final byte[] choice;
    private final boolean includeUsage;
    private final JsonBytes json;

    /**
     * A writer for choice 0.
     *
     * @param id the answer's id, the same in every chunk
     * @param context names the model, the time, and whether the client asked for usage
     */
    public ChunkWriter(String id, AnswerContext context) {
        this.includeUsage = context.includeUsage();
        this.prefix = new JsonBytes(256)
                .raw("{\"id\":")
                .string(id)
                .raw(",\"object\":\"chat.completion.chunk\",\"created\":")
                .number(context.created())
                .raw(",\"model\":")
                .string(context.model())
                .toByteArray();
        this.choice = FIRST_CHOICE;
        this.json = new JsonBytes(512);
    }

    private ChunkWriter(ChunkWriter first, int index) {
        this.includeUsage = first.includeUsage;
        this.prefix = first.prefix;
        this.choice = ascii(",\"choices\":[{\"index\":" + index + ",\"delta\":");
        this.json = first.json;
    }

    /** A writer for a further choice of the same stream. */
    ChunkWriter choice(int index) {
        return index == 0 ? this : new ChunkWriter(this, index);
    }

    /** The first chunk: who speaks. */
    public byte[] role() {
        begin().raw(ROLE);
        return end();
    }

    public byte[] content(String text) {
        return text(CONTENT, text);
    }

    /** Thinking, in the field that clients widely read for it. */
    public byte[] reasoning(String text) {
        return text(REASONING, text);
    }

    public byte[] refusal(String text) {
        return text(REFUSAL, text);
    }

    /**
     * A call begins.
     *
     * @param index dense from 0 in order of first appearance
     * @param extraContent what the provider wants to see again with it, or null
     */
    public byte[] toolCall(int index, String id, String name, @Nullable ObjectNode extraContent) {
        begin().raw(TOOL_CALL).number(index);
        json.raw(",\"id\":").string(id);
        json.raw(",\"type\":\"function\",\"function\":{\"name\":").string(name).raw(",\"arguments\":\"\"}");
        return endOfCall(extraContent);
    }

    private byte[] endOfCall(@Nullable ObjectNode extraContent) {
        if (extraContent != null) {
            json.raw(",\"extra_content\":").raw(ProviderJson.bytes(extraContent));
        }
        json.raw("}]}");
        return end();
    }

    public byte[] toolArguments(int index, String fragment) {
        begin().raw(TOOL_CALL).number(index).raw(ARGUMENTS).string(fragment).raw("}}]}");
        return end();
    }

    /**
     * The call of a tool that takes text instead of JSON.
     *
     * @param extraContent what the provider wants to see again with it, or null
     */
    public byte[] customCall(int index, String id, String name, @Nullable ObjectNode extraContent) {
        begin().raw(TOOL_CALL).number(index);
        json.raw(",\"id\":").string(id);
        json.raw(",\"type\":\"custom\",\"custom\":{\"name\":").string(name).raw(",\"input\":\"\"}");
        return endOfCall(extraContent);
    }

    public byte[] customInput(int index, String text) {
        begin().raw(TOOL_CALL)
                .number(index)
                .raw(",\"custom\":{\"input\":")
                .string(text)
                .raw("}}]}");
        return end();
    }

    /** The deprecated form of a tool call. */
    public byte[] functionCall(String name) {
        begin().raw("{\"function_call\":{\"name\":").string(name).raw(",\"arguments\":\"\"}}");
        return end();
    }

    public byte[] functionArguments(String fragment) {
        begin().raw("{\"function_call\":{\"arguments\":").string(fragment).raw("}}");
        return end();
    }

    /** Any other field of a delta ({@code thinking_blocks}, {@code annotations}). */
    public byte[] field(String name, byte[] value) {
        begin().raw("{").string(name).raw(":").raw(value).raw("}");
        return end();
    }

    /** How likely tokens that went before were: a chunk of its own, since they rarely come with their text. */
    public byte[] logprobs(byte[] tokens) {
        begin().raw("{},\"logprobs\":{\"content\":").raw(tokens).raw(",\"refusal\":null}");
        return end();
    }

    /** The last chunk of the choice. */
    public byte[] finish(String reason) {
        begin().raw("{},\"finish_reason\":").string(reason).raw("}]");
        return close();
    }

    /** The extra chunk at the end for a client that asked for usage. */
    public byte[] usage(Usage usage) {
        json.clear().raw(prefix).raw(",\"choices\":[],\"usage\":");
        UsageJson.write(usage, json);
        return json.raw(CLOSE).toByteArray();
    }

    private byte[] text(byte[] field, String text) {
        begin().raw(field).string(text).raw(CLOSE);
        return end();
    }

    private JsonBytes begin() {
        return json.clear().raw(prefix).raw(choice);
    }

    private byte[] end() {
        json.raw(OPEN_END);
        return close();
    }

    private byte[] close() {
        if (includeUsage) {
            json.raw(USAGE_NULL);
        }
        return json.raw(CLOSE).toByteArray();
    }

    private static byte[] ascii(String json) {
        return json.getBytes(StandardCharsets.US_ASCII);
    }
}
