package dev.serai.fakes;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Marks of what a model shall keep in its cache: {@code cache_control} at Anthropic
 * (https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching), {@code cachePoint} in Converse
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CachePointBlock.html). Counts those of one request.
 */
final class CacheMarks {
    private static final int MOST = 4;

    private final String type;
    private int marks;

    private CacheMarks(String type) {
        this.type = type;
    }

    /** Checks the marks where a Messages request may have them. */
    static void ofAnthropic(JsonNode request) {
        CacheMarks marks = new CacheMarks("ephemeral");
        marks.of(request, "");
        marks.ofEach(request.path("tools"), "tools");
        marks.ofEach(request.path("system"), "system");
        for (int i = 0; i < request.path("messages").size(); i++) {
            marks.ofEach(request.path("messages").get(i).path("content"), Strict.element("messages", i) + ".content");
        }
    }

    /** For the cache points of a Converse request. */
    static CacheMarks ofConverse() {
        return new CacheMarks("default");
    }

    private void ofEach(JsonNode blocks, String path) {
        for (int i = 0; blocks.isArray() && i < blocks.size(); i++) {
            String block = Strict.element(path, i);
            of(blocks.get(i), block);
            ofEach(blocks.get(i).path("content"), block + ".content");
        }
    }

    private void of(JsonNode block, String path) {
        if (block.hasNonNull("cache_control")) {
            check(block.get("cache_control"), Strict.child(path, "cache_control"));
        }
    }

    /** One mark: its fields, and that it is not one too many. */
    void check(JsonNode mark, String path) {
        Strict.check(mark.isObject(), path, "must be an object");
        Strict.onlyFields(mark, path, "type", "ttl");
        Strict.oneOf(Strict.text(mark, path, "type"), path + ".type", type);
        if (mark.has("ttl")) {
            Strict.oneOf(Strict.text(mark, path, "ttl"), path + ".ttl", "5m", "1h");
        }
        marks++;
        Strict.check(marks <= MOST, path, "A maximum of 4 blocks with cache_control may be provided.");
    }
}
