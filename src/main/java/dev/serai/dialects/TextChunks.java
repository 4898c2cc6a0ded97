package dev.serai.dialects;

/**
 * Writes the {@code text_completion} chunks of one stream. One for each stream, used by one thread at a time; the arrays that
 * it gives out are the caller's.
 */
final class TextChunks {
    private final byte[] prefix;
    private final boolean includeUsage;
    private final JsonBytes json = new JsonBytes(512);

    /** @param id the answer's id, the same in every chunk */
    TextChunks(String id, AnswerContext context) {
        this(id, context.created(), context.model(), context.includeUsage());
    }

    /** The same by what a stream has said already. */
    TextChunks(String id, long created, String model, boolean includeUsage) {
        this.includeUsage = includeUsage;
        this.prefix = new JsonBytes(256)
                .raw("{\"id\":")
                .string(id)
                .raw(",\"object\":\"text_completion\",\"created\":")
                .number(created)
                .raw(",\"model\":")
                .string(model)
                .toByteArray();
    }

    byte[] text(int choice, String text) {
        begin(choice, text).raw("null}]");
        return end();
    }

    /** The last chunk of a choice. */
    byte[] finish(int choice, String reason) {
        begin(choice, "").string(reason).raw("}]");
        return end();
    }

    /** The extra chunk at the end for a client that asked for usage. */
    byte[] usage(Usage usage) {
        json.clear().raw(prefix).raw(",\"choices\":[],\"usage\":");
        UsageJson.write(usage, json);
        return json.raw("}").toByteArray();
    }

    private JsonBytes begin(int choice, String text) {
        json.clear().raw(prefix).raw(",\"choices\":[{\"text\":").string(text);
        return json.raw(",\"index\":").number(choice).raw(",\"logprobs\":null,\"finish_reason\":");
    }

    private byte[] end() {
        return json.raw(includeUsage ? ",\"usage\":null}" : "}").toByteArray();
    }
}
