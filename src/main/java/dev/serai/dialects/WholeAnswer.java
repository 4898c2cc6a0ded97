package dev.serai.dialects;

import dev.serai.dialects.ChatRequest.FieldRange;
import java.util.List;
import java.util.Map;

/** Takes out of a request what asks for a stream; all else stays as the client wrote it. Stateless. */
public final class WholeAnswer {
    private static final List<String> OF_STREAMS = List.of("stream", "stream_options");

    private WholeAnswer() {}

    /**
     * The request without them, read anew.
     *
     * @param fields of the object that the bytes are, in their order
     */
    public static StrictJson.Document of(byte[] body, Map<String, FieldRange> fields) {
        JsonSplice splice = new JsonSplice(body, fields.values());
        for (String name : OF_STREAMS) {
            FieldRange field = fields.get(name);
            if (field != null) {
                splice.remove(field);
            }
        }
        return StrictJson.read(splice.apply());
    }
}
