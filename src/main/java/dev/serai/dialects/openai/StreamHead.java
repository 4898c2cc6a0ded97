package dev.serai.dialects.openai;

import dev.serai.dialects.ChatRequest.FieldRange;
import dev.serai.dialects.JsonSplice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every chunk of a stream has to repeat. Where Azure's content filter ends an answer, it says so in a chunk with an
 * empty id, no time and no object; clients want the id of the others. One for each stream.
 */
final class StreamHead {
    private static final List<String> FIELDS = List.of("id", "object", "created");

    private final Map<String, byte[]> first = new LinkedHashMap<>();

    /** Remembers the first chunk, and gives an empty field of a later one its value. */
    void correct(OpenAiFields chunk, JsonSplice splice) {
        boolean later = !first.isEmpty();
        for (String name : FIELDS) {
            FieldRange field = chunk.get(name);
            if (field == null) {
                continue;
            }
            if (!later) {
                first.put(name, chunk.value(field));
            } else if (isEmpty(chunk.bytes(), field) && first.containsKey(name)) {
                splice.replace(field, first.get(name));
            }
        }
    }

    /** {@code ""}, or {@code 0}. */
    private static boolean isEmpty(byte[] bytes, FieldRange field) {
        int length = field.valueEnd() - field.valueStart();
        return length == 2 && bytes[field.valueStart()] == '"' || length == 1 && bytes[field.valueStart()] == '0';
    }
}
