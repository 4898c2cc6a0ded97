package dev.serai.dialects;

/** Writes {@link Usage} as OpenAI's {@code usage} object: details that a provider does not report are left out. */
public final class UsageJson {
    private UsageJson() {}

    /** The {@code usage} object of an answer or a usage chunk. */
    public static byte[] of(Usage usage) {
        JsonBytes json = new JsonBytes(192);
        write(usage, json);
        return json.toByteArray();
    }

    static void write(Usage usage, JsonBytes json) {
        json.raw("{\"prompt_tokens\":").number(usage.promptTokens());
        json.raw(",\"completion_tokens\":").number(usage.output());
        json.raw(",\"total_tokens\":").number(usage.totalTokens());
        json.raw(",\"prompt_tokens_details\":{\"cached_tokens\":").number(usage.cacheRead());
        json.raw(",\"cache_write_tokens\":").number(usage.cacheWrite()).raw("}");
        if (usage.reasoning() > 0) {
            json.raw(",\"completion_tokens_details\":{\"reasoning_tokens\":")
                    .number(usage.reasoning())
                    .raw("}");
        }
        json.raw("}");
    }
}
