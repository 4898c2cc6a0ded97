package dev.serai.dialects;

import com.fasterxml.jackson.core.JsonStreamContext;
import org.jspecify.annotations.Nullable;

/** Where a parser stands, as OpenAI names fields: {@code messages[0].content[1].image_url}. */
final class JsonPaths {
    private static final int MAX_LENGTH = 256;

    private JsonPaths() {}

    static String of(JsonStreamContext context) {
        StringBuilder path = new StringBuilder();
        append(context, path);
        return path.length() <= MAX_LENGTH ? path.toString() : path.substring(0, MAX_LENGTH);
    }

    /** The top-level field that the parser is in. */
    static @Nullable String topLevel(JsonStreamContext context) {
        JsonStreamContext here = context;
        while (here.getParent() != null && !here.getParent().inRoot()) {
            here = here.getParent();
        }
        return here.getCurrentName();
    }

    private static void append(JsonStreamContext context, StringBuilder path) {
        if (context.getParent() != null) {
            append(context.getParent(), path);
        }
        if (context.inArray()) {
            path.append('[').append(context.getCurrentIndex()).append(']');
        } else if (context.inObject() && context.getCurrentName() != null) {
            path.append(path.isEmpty() ? "" : ".").append(context.getCurrentName());
        }
    }
}
